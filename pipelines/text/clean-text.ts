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
