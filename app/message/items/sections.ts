import { Problem } from "../../../webhooks/contract/problem.ts";
import { ALSO_MERGED } from "../../../webhooks/contract/report-text.ts";
import { between, pieceAt, type Placed } from "./place.ts";

/** The headings under which things can be put, in their order. */
export const openSections = <P extends Placed>(pieces: readonly P[]): P[] =>
  pieces.filter(({ kind, words }) => kind === "section" && words !== ALSO_MERGED);

/** Where the section ends whose heading has this key. */
export function endOf(pieces: readonly Placed[], heading: string): number {
  const from = pieceAt(pieces, heading);
  const next = pieces.findIndex(({ kind }, index) => index > from && kind === "section");
  return next < 0 ? pieces.length : next;
}

/** With a new section after the others, before what is only counted. @throws {Problem} `invalid` for a name that it cannot have. */
export function withSection(pieces: readonly Placed[], name: string): { all: Placed[]; heading: Placed } {
  const words = name.replaceAll(/\s+/g, " ").trim();
  if (words === "") throw new Problem("invalid", "The new section has no name.", "Write one, or choose a section.");
  if (words === ALSO_MERGED) {
    throw new Problem("invalid", `“${ALSO_MERGED}” is for what is only counted.`, "Choose another name.");
  }
  const heading: Placed = { kind: "section", gap: 1, lines: [`## ${words}`], words, key: "new section" };
  const counted = pieces.findIndex((piece) => piece.kind === "section" && piece.words === ALSO_MERGED);
  return { all: between(pieces, heading, counted < 0 ? pieces.length : counted), heading };
}
