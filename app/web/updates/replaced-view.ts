import { replacedText, type ReplacedLine, type ReplacedLines } from "../../updates/replaced.ts";
import { visible } from "../page/visible.ts";

/** What the rules wrote in place of the model, each at its line. */
export type ReplacedView = {
  /** "" where there is nothing. */
  summary: string;
  first: Mark[];
  /** Folded away. */
  rest: Mark[];
};
type Mark = { line: number | null; did: string; because: string };

/** More of them fill a screen. */
const MOST_MARKS = 5;

export function replacedView(replaced: ReplacedLines): ReplacedView {
  const marks = replaced.lines.map(markOf);
  return { summary: replacedText(replaced), first: marks.slice(0, MOST_MARKS), rest: marks.slice(MOST_MARKS) };
}

/** "The rules wrote this line. The model’s sentence says 87%, which is nowhere in its pull request." */
export function markOf({ what, line, because }: ReplacedLine): Mark {
  return { line, did: DID[what], because: visible(because) };
}

const DID: Record<ReplacedLine["what"], string> = {
  sentence: "The rules wrote this line.",
  section: "The rules chose the section of this line.",
  label: "The rules named this group.",
  opening: "The opening was left out.",
};
