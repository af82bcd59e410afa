import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { DoneAct } from "./acts.ts";
import { nameOf } from "./label.ts";
import type { TextPiece } from "./outline.ts";
import { isMovable } from "./move.ts";
import { asLines, without } from "./place.ts";
import { readTail, writeTail } from "./tail.ts";

const isWritten = (piece?: TextPiece): piece is TextPiece => piece?.kind === "item" || piece?.kind === "prose";

/** Whether it can: both are sentences of one section, and not of what is only counted. */
export const mergesWith = (piece: TextPiece, above: TextPiece | undefined): above is TextPiece =>
  isWritten(piece) && isWritten(above) && above.section_key === piece.section_key && isMovable(piece);

/** With the one above in its section: what both say, and where both are from. */
export function merge(pieces: readonly TextPiece[], piece: TextPiece, sources: readonly Source[]): DoneAct {
  const above = pieces[pieces.indexOf(piece) - 1];
  if (!mergesWith(piece, above)) {
    throw new Problem("invalid", "No sentence stands above it in its section.", "Move it under the one it belongs to.");
  }
  const [one, other] = [readTail(above.tail, sources), readTail(piece.tail, sources)];
  const tail = writeTail({ prs: [...one.prs, ...other.prs], names: [...one.names, ...other.names] }, sources);
  const merged = { ...above, lines: asLines(above, `${above.words} ${piece.words}`, tail) };
  return {
    pieces: without(pieces, piece.key).map((each) => (each.key === above.key ? { ...merged, gap: each.gap } : each)),
    hand: above.key,
    name: `Merged ${nameOf(piece)} with ${nameOf(above)}`,
  };
}
