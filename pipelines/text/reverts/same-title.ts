import { readTitle, tidy } from "../title.ts";

/** A title in the forms in which it is compared. */
export type Plain = {
  exact: string;
  /** Without a number behind it. */
  whole: string;
  /** Without what stands in front, too; "" for a revert: without its verb it would be what it undoes. */
  text: string;
};

export function plainTitle(title: string): Plain {
  const whole = fold(title.replace(NUMBER_BEHIND, "").replace(NUMBER_BEHIND, ""));
  const { text, reverts, relands } = readTitle(whole);
  return { exact: fold(title), whole, text: reverts > 0 || relands ? "" : fold(text).replace(/^fix(?:es|ed)? /, "") };
}

/** The target's, and the pull request's own. */
const NUMBER_BEHIND = /\s?\(#\d{1,10}\)\s?$/;
const CUT = /(?:…|\.\.\.)$/;
const SHORTEST_CUT = 10;

/** Two spellings of one title: quotes of every kind, case, a number behind it, what stands in front, and an end that was cut. */
export function isSameTitle(quoted: Plain, title: Plain): boolean {
  if (quoted.whole === title.whole) return true;
  if (CUT.test(quoted.whole)) {
    const begin = quoted.whole.replace(CUT, "").trimEnd();
    return begin.length >= SHORTEST_CUT && title.whole.startsWith(begin);
  }
  return quoted.text !== "" && quoted.text === title.text;
}

const fold = (text: string): string =>
  tidy(text)
    .toLowerCase()
    .replace(/[“”„«»‘’'`]/g, '"')
    .replace(/[.!]$/, "");
