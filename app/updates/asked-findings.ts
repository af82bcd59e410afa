import { saidLines } from "../message/render.ts";
import type { Checked, ShownFinding } from "./ask-checks.ts";
import { openFindings } from "./question-words.ts";

/** `at`: what the text says where it stands, or "". */
export type AskedFinding = ShownFinding & { at: string };

/** What is open about a text, each at its words. */
export function askedFindings(markdown: string, checked: Pick<Checked, "findings">): AskedFinding[] {
  const lines = markdown.split("\n");
  const at = (line: number | null) => saidLines(lines[(line ?? 0) - 1] ?? "").join(" ");
  return openFindings(checked).map((one) => ({ ...one, at: at(one.line) }));
}
