/** C0 and C1 but tab and newline, soft hyphen, zero-width and bidirectional marks, tag characters, variation selectors of old scripts. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
/** A joiner holds an emoji together; anywhere else it only hides. */
const STRAY_JOINER = /\u200d(?!\p{Extended_Pictographic})/gu;

/** Untrusted text without what cannot be seen; lines end with LF. */
export function cleanText(text: string, maxChars: number): string {
  const clean = text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(INVISIBLE, "")
    .replace(STRAY_JOINER, "")
    .trim();
  return cutText(clean, maxChars);
}

/** The same on one line. */
export function cleanLine(text: string, maxChars: number): string {
  return cutText(cleanText(text, Number.POSITIVE_INFINITY).replace(/\s+/g, " "), maxChars);
}

/** Never through the middle of a character. */
export function cutText(text: string, maxChars: number): string {
  return text.length > maxChars ? text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, "") : text;
}
