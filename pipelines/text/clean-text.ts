import { withoutInvisible } from "../../webhooks/contract/visible.ts";

/** Untrusted text without what cannot be seen; lines end with LF. */
export function cleanText(text: string, maxChars: number): string {
  const lines = text.toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n");
  return cutText(withoutInvisible(lines).trim(), maxChars);
}

/** The same on one line. Of a line that is many times too long the end is not read. */
export function cleanLine(text: string, maxChars: number): string {
  const begin = text.slice(0, 16 * maxChars);
  return cutText(cleanText(begin, Number.POSITIVE_INFINITY).replace(/\s+/g, " "), maxChars);
}

/** Never through the middle of a character; what held an emoji together and has no other half goes, too. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return withoutInvisible(text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, ""));
}

/**
 * A line for a model: one that is cut ends with a whole word and “…”, so that nobody takes its end for the end of what was said. Never
 * longer than that.
 */
export function lineBeginning(text: string, maxChars: number): string {
  const begin = text.slice(0, 16 * maxChars);
  const line = cleanLine(begin, Number.POSITIVE_INFINITY);
  return startWithin(begin.length < text.length ? `${line} …` : line, maxChars);
}

/** The same of text that is clean already, over any number of lines. */
export function startWithin(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const room = text.slice(0, maxChars);
  const end = lastBreak(room);
  // Some languages part no words, and some words are addresses.
  const words = end > maxChars / 2 ? room.slice(0, end) : cutText(text, maxChars - 1);
  return `${words.replace(LEFT_OPEN, "")}…`;
}
/** Nothing that joins one word to the next. */
const LEFT_OPEN = /(?<![\s,;:(–-])[\s,;:(–-]+$/;

/** Where the last blank begins what comes after it; 0: there is none. */
export function lastBreak(text: string): number {
  let at = text.length;
  while (at > 0 && !/\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
}
