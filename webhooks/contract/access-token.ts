import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

/** What a secret scanner looks for; docs/api-and-command-line.md gives it the whole pattern. */
const PREFIX = "pulse_pat_";
const RANDOM_CHARS = 36;
const CHECK_CHARS = 6;
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const WHOLE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_CHARS + CHECK_CHARS}}$`);

/** A person's access token: by its beginning it is known for what it is, and by its end for one that was copied whole. */
export function newAccessToken(): string {
  const random = Array.from({ length: RANDOM_CHARS }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return `${PREFIX}${random}${checkOf(random)}`;
}

/** Whether it is written as one is. Whose it is, and whether it still serves, only Pulse knows. */
export function isAccessToken(text: string): boolean {
  return WHOLE.test(text) && checkOf(text.slice(PREFIX.length, -CHECK_CHARS)) === text.slice(-CHECK_CHARS);
}

function checkOf(random: string): string {
  let [rest, text] = [crc32(random), ""];
  for (let at = 0; at < CHECK_CHARS; at += 1) {
    text = `${LETTERS[rest % LETTERS.length]}${text}`;
    rest = Math.floor(rest / LETTERS.length);
  }
  return text;
}
