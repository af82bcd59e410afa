import { readFileSync } from "node:fs";
import { nearestOf } from "../../base/nearest.ts";

/**
 * What Slack calls each emoji, by its code points: of the table that Slack is made with.
 *
 * @source emojibase-data 17.0.0 (MIT), en/shortcodes/iamcal.json, byte for byte; github.com/iamcal/emoji-data.
 */
export const EMOJI_NAMES = new URL("./emoji-names.json", import.meta.url);

/** Without the selector these are drawn in the colour of the text. */
const PICTURE = /\p{Emoji_Presentation}/u;

const EMOJI: ReadonlyMap<string, string> = readNames(readFileSync(EMOJI_NAMES, "utf8"));

function readNames(json: string): Map<string, string> {
  // Safe: the file is ours.
  const table = JSON.parse(json) as Record<string, string | string[]>;
  return new Map(
    Object.entries(table).flatMap(([codes, names]) => [names].flat().map((name) => [name, emojiOf(codes)] as const)),
  );
}

function emojiOf(codes: string): string {
  const signs = codes.split("-").map((code) => String.fromCodePoint(Number.parseInt(code, 16)));
  const emoji = signs.join("");
  return signs.length === 1 && !PICTURE.test(emoji) ? `${emoji}\ufe0f` : emoji;
}

const NAME = /:([a-z0-9_+-]{1,80}):/g;
const LETTER_AT_END = /[\p{L}\p{N}]$/u;
const LETTER = /^[\p{L}\p{N}]/u;

/**
 * They become the characters themselves, so that a preview, Slack and a screen reader say the same. Between letters or digits it is none,
 * as in std:key:value, and a word joiner keeps Slack from reading one. Any other `:name:` stays as it was written.
 */
export function withEmoji(text: string): string {
  return text.replace(NAME, (word, name: string, at: number) => {
    const emoji = EMOJI.get(name);
    const end = at + word.length;
    if (emoji === undefined) return word;
    const isInWord = LETTER_AT_END.test(text.slice(Math.max(0, at - 2), at)) || LETTER.test(text.slice(end, end + 2));
    return isInWord ? `:\u2060${name}:` : emoji;
  });
}

/** A name that Slack has not, nor, as far as that is known, the workspace; with the one that is most like it; "" where none is. */
type UnknownEmoji = { name: string; nearest: string };

/** Words alone: a time, or code, is not meant as one. */
const MEANT = /(?<![\p{L}\p{N}:/]):([a-z][a-z0-9_+-]{1,39}):(?![\p{L}\p{N}:/])/gu;
/** Of one sentence. */
const MOST_UNKNOWN = 3;

/** @param own The workspace's own names. */
export function unknownEmoji(text: string, own: ReadonlySet<string> = new Set()): UnknownEmoji[] {
  const names = new Set([...text.matchAll(MEANT)].map(([, name = ""]) => name));
  return [...names]
    .filter((name) => !EMOJI.has(name) && !own.has(name))
    .slice(0, MOST_UNKNOWN)
    .map((name) => ({ name, nearest: nearestOf(name, [...own, ...EMOJI.keys()]) ?? "" }));
}
