import { saidLines } from "../message/render.ts";
import type { Checked, ShownFinding } from "./ask-checks.ts";
import { openFindings } from "./question-words.ts";
import { lineOf } from "./take-offer.ts";

/** `at`: what the text says where it stands, or ""; `sentence`: the same, to the letter. */
export type AskedFinding = ShownFinding & { at: string; sentence: string };

/** What is open about a text, each at its words. */
export function askedFindings(markdown: string, checked: Pick<Checked, "findings">): AskedFinding[] {
  return openFindings(checked).map((one) => {
    const sentence = lineOf(markdown, one);
    return { ...one, at: saidLines(sentence).join(" "), sentence };
  });
}
