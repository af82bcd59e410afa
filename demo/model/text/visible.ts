import { withoutInvisible } from "../../../webhooks/contract/visible.ts";

/** Fillers and specials that the contract leaves in a text, and that say nothing. */
const EMPTY = /[\u2800\ufff0-\ufff8]/g;
/** With what holds them together, or gives them their look. */
const PICTURES =
  /(?:[\p{Extended_Pictographic}\u{1f1e6}-\u{1f1ff}\u{1f3fb}-\u{1f3ff}\u20e3][\ufe0e\ufe0f\u{e0020}-\u{e007f}]{0,8}\u200d?)/gu;
const SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
/** More than two marks on one letter hide what is written. */
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu;

/** Foreign text as it looks to a reader, on one line: full-width signs as plain ones, nothing invisible, no pictures. */
export function visible(raw: string): string {
  return visibleLines(raw).replace(/\s+/g, " ").trim();
}

/** The same, with its lines kept. */
export function visibleLines(raw: string): string {
  const lines = raw
    .toWellFormed()
    .normalize("NFC")
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n");
  return withoutInvisible(lines)
    .replace(EMPTY, "")
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\ufe6b/g, "@")
    .replace(/\ufe5f/g, "#")
    .replace(PICTURES, " ")
    .replace(SELECTORS, "")
    .replace(PILED_MARKS, "$1");
}
