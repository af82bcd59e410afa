import { asImperative, isImperative } from "../titles/imperative.ts";
import { FIXES } from "./clean-title.ts";

/** How a sentence begins that says what is done, and how that is said of what is to come. */
const DONE: readonly (readonly [string, string])[] = [
  ["Fixed: ", "A fix for: "],
  ["Rolled back: ", "Roll back: "],
  ["Back again: ", "Bring back: "],
];

/** Only a plain word begins small; what has more capitals is a name. */
const lowered = (sentence: string): string =>
  /^[A-Z][a-z]*(?:[\s,']|$)/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;

/**
 * The same of something that is not merged: "Fixed: exports fail" → "A fix for: exports fail", "Added a map" → "Add a map".
 *
 * @param type What its author calls it: what a fix only names is what is wrong, and nobody plans that.
 */
export function toCome(sentence: string, type: string | null): string {
  const begins = DONE.find(([done]) => sentence.startsWith(done));
  if (begins) return `${begins[1]}${sentence.slice(begins[0].length)}`;
  if (FIXES.has(type ?? "") && !isImperative(sentence)) return `A fix for: ${lowered(sentence)}`;
  return asImperative(sentence);
}
