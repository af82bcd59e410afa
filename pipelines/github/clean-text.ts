/** Control characters but newline and tab, zero-width and bidirectional marks: they show nothing and change what is read. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Untrusted text without what cannot be seen, its lines ended by LF. */
export function cleanText(text: string, maxChars: number): string {
  return text.replace(/\r\n?/g, "\n").replace(INVISIBLE, "").slice(0, maxChars).trim();
}
