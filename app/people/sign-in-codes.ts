import { randomInt, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { SignInCodes } from "../ports/sign-in-codes.ts";

/** Why there is a new link: the last one was used, or somebody guessed. */
export type Because = "spent" | "guessed";

type Options = { address: () => string; clock: Clock; tell: (link: string, because: Because) => void };

/** Without those that are read as another: 0 and O, 1, I and L, U and V. */
const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
/** Three groups of four: 2^58 codes, of which somebody tries five a minute. */
const [GROUPS, GROUP_CHARS] = [3, 4];
const WRONG_BEFORE_NEW = 5;
const BUSY_MS = 60_000;
/** More than anybody opens by mistake; older ones are merely wrong. */
const SPENT_KEPT = 50;

/** @param tell Hears of every link but the first, as soon as it holds. */
export function signInCodes({ address, clock, tell }: Options): SignInCodes {
  let code = newCode();
  let wrong = 0;
  let busyUntil = 0;
  const spent: string[] = [];
  const link = () => `${address()}/sign-in?code=${code}`;

  function renew(because: Because): void {
    code = newCode();
    wrong = 0;
    tell(link(), because);
  }

  return {
    link,
    take(typed) {
      const given = plain(typed);
      if (same(given, plain(code))) {
        spent.push(sha256(given));
        if (spent.length > SPENT_KEPT) spent.shift();
        renew("spent");
        return "right";
      }
      if (spent.includes(sha256(given))) return "spent";
      const now = clock().getTime();
      if (now < busyUntil) return "busy";
      wrong += 1;
      if (wrong < WRONG_BEFORE_NEW) return "wrong";
      busyUntil = now + BUSY_MS;
      renew("guessed");
      return "busy";
    },
  };
}

function newCode(): string {
  const group = () => Array.from({ length: GROUP_CHARS }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/** As people type it: small letters, and the dashes anyhow. */
const plain = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, "");

const same = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
