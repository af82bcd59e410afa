import { citation } from "../../../webhooks/contract/report-text.ts";
import type { TextPiece } from "../../message/items/outline.ts";
import { nameOf } from "../../message/items/label.ts";
import type { UpdateDetail } from "../../updates/load.ts";
import { copyTime } from "./draft-view.ts";
import { readHead, type ReadHead } from "./head-view.ts";
import { itemWords, wordsSaid } from "./item-words.ts";
import type { Conflict, Choice, MergedTexts } from "./merge-texts.ts";
import type { DiffPart } from "./text-view.ts";

/** Two texts that were made of one, and what has to be chosen. */
export type ConflictView = ReadHead & {
  correcting: boolean;
  yours: string;
  newest: string;
  /** Whose the newer one is, and when it was kept. */
  by: string;
  at: Date | null;
  newest_revision: number;
  newest_copy: string;
  /** The revision that both were made of. */
  first_revision: number;
  /** Empty where they are too far apart: then both are read side by side. */
  items: ConflictItem[];
  apart: boolean;
  /** "2 places that you alone changed and 1 that Lena alone changed are in." */
  kept: string;
  /** Somebody pressed Save before all was chosen. */
  missing: boolean;
};

type Side = { parts: DiffPart[]; gone: boolean };
type ConflictItem = {
  name: string;
  /** "Fixed · #12" */
  where: string;
  what: string;
  mine: Side;
  theirs: Side;
  both: boolean;
  chosen: Choice | "";
};

type Known = Pick<ConflictView, "yours" | "by" | "at" | "first_revision" | "correcting" | "missing">;

export function conflictView(
  detail: UpdateDetail,
  merged: MergedTexts | null,
  known: Known,
  choices: readonly (Choice | "")[],
): ConflictView {
  const { update, text } = detail;
  const cite = (pr: string) => citation(pr, update.brief.sources);
  return {
    ...readHead(detail),
    ...known,
    newest: text,
    newest_revision: update.revision,
    newest_copy: copyTime(update),
    items: (merged?.conflicts ?? []).map((conflict, index) => ({
      name: `c${index}`,
      where: whereOf(conflict, cite),
      what: whatOf(conflict, known.by),
      mine: sideOf(conflict.base, conflict.mine),
      theirs: sideOf(conflict.base, conflict.theirs),
      both: conflict.mine.length > 0 && conflict.theirs.length > 0 && isSentences(conflict),
      chosen: choices[index] ?? "",
    })),
    apart: merged === null,
    kept: keptText(merged, known.by),
  };
}

/** A title stands once. */
const isSentences = ({ mine, theirs }: Conflict): boolean =>
  [...mine, ...theirs].every(({ kind }) => kind !== "title" && kind !== "section");

function whereOf({ base, mine, theirs }: Conflict, cite: (pr: string) => string): string {
  const [piece] = [...base, ...theirs, ...mine];
  if (!piece) return "The text";
  const prs = piece.prs.slice(0, 3).map(cite).join(", ");
  return [piece.section, prs || nameOf(piece)].filter((word) => word !== "").join(" · ");
}

function whatOf({ mine, theirs }: Conflict, by: string): string {
  if (mine.length === 0) return `You took it out, ${by} rewrote it`;
  if (theirs.length === 0) return `You rewrote it, ${by} took it out`;
  return "You both rewrote this";
}

/** Each text shows its own new words only: what was taken away cannot be read twice. */
function sideOf(base: readonly TextPiece[], said: readonly TextPiece[]): Side {
  const words = (pieces: readonly TextPiece[]) => wordsSaid(pieces.map(({ lines }) => lines.join("\n")).join("\n\n"));
  const parts = itemWords(words(base), words(said)).filter(({ kind }) => kind !== "removed");
  return { parts, gone: said.length === 0 };
}

function keptText(merged: MergedTexts | null, by: string): string {
  if (!merged) return "";
  const { mine, theirs } = merged.alone;
  const told = [
    ...(mine > 0 ? [`${mine} that you alone changed`] : []),
    ...(theirs > 0 ? [`${theirs} that ${by} alone changed`] : []),
  ];
  if (told.length === 0) return "Everything else is the same in both.";
  return `Kept without asking: ${told.join(" and ")}. Everything else is the same in both.`;
}
