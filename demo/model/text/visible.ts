/** C0, C1, soft hyphen, zero-width, bidirectional and tag characters, variation selectors: seen by nobody, obeyed by some. */
const INVISIBLE =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;
const PICTURES = /[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u20e3]/gu;
/** More than two marks on one letter hide what is written. */
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu;

/** Foreign text as it looks to a reader, on one line: full-width signs as plain ones, nothing invisible, no pictures. */
export function visible(raw: string): string {
  return visibleLines(raw).replace(/\s+/g, " ").trim();
}

/** The same, with its lines kept. */
export function visibleLines(raw: string): string {
  return raw
    .toWellFormed()
    .normalize("NFC")
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(INVISIBLE, "")
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\ufe6b/g, "@")
    .replace(/\ufe5f/g, "#")
    .replace(PICTURES, " ")
    .replace(PILED_MARKS, "$1");
}
