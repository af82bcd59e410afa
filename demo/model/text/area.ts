import { isInstruction } from "./instructions.ts";
import { plain, wordsOf } from "./plain.ts";
import { visible } from "./visible.ts";

const MAX_CHARS = 30;
const MOST_WORDS = 3;

/** The part of the product in a word or two; "" when it is more than that. Scopes and labels are strangers' words, too. */
export function readArea(raw: string): string {
  const area = plain(raw);
  const isShort = area.length <= MAX_CHARS && wordsOf(area) <= MOST_WORDS;
  return isShort && !isInstruction(visible(raw)) ? area : "";
}
