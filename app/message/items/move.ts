import { Problem } from "../../../webhooks/contract/problem.ts";
import { ALSO_MERGED } from "../../../webhooks/contract/report-text.ts";
import { GonePiece, type Act, type DoneAct } from "./acts.ts";
import { shortName, nameOf } from "./label.ts";
import type { TextPiece } from "./outline.ts";
import { between, pieceAt, without } from "./place.ts";
import { endOf, openSections, withSection } from "./sections.ts";

/** What is only counted stays where it is counted, and an opening at the top. */
export const isMovable = ({ kind, section_key, section }: TextPiece): boolean =>
  section !== ALSO_MERGED && (kind === "item" || kind === "block" || (kind === "prose" && section_key !== ""));

function requireMovable(piece: TextPiece): void {
  if (isMovable(piece)) return;
  throw new Problem("invalid", "The title, the opening and what is only counted stay where they are.", "Rewrite it.");
}

/** One place up or down; at the end of its section, into the one beside it. */
export function moveBy(pieces: readonly TextPiece[], piece: TextPiece, way: "up" | "down"): DoneAct {
  requireMovable(piece);
  const near = pieces[pieces.indexOf(piece) + (way === "up" ? -1 : 1)];
  const rest = without(pieces, piece.key);
  if (near && isMovable(near) && near.section_key === piece.section_key) {
    const to = pieceAt(rest, near.key) + (way === "up" ? 0 : 1);
    return { pieces: between(rest, piece, to), hand: piece.key, name: `Moved ${nameOf(piece)} ${way}` };
  }
  const sections = openSections(pieces);
  const next = sections[sections.findIndex(({ key }) => key === piece.section_key) + (way === "up" ? -1 : 1)];
  if (!next) {
    const end = way === "up" ? "first" : "last";
    throw new Problem("invalid", `It is the ${end} one already.`, "Move it to another section.");
  }
  const to = way === "down" ? pieceAt(rest, next.key) + 1 : endOf(rest, next.key);
  const name = `Moved ${nameOf(piece)} ${way} to ${shortName(next)}`;
  return { pieces: between(rest, piece, to), hand: piece.key, name };
}

/** To a section, or a new one, before one of its pieces or at its end. */
export function moveTo(
  pieces: readonly TextPiece[],
  piece: TextPiece,
  { section, before }: Act & { act: "move" },
): DoneAct {
  requireMovable(piece);
  const found = openSections(pieces).find(({ key }) => key === section);
  if (!found && isKey(section)) throw new GonePiece();
  const { all, heading } = found ? { all: pieces, heading: found } : withSection(pieces, section);
  const rest = without(all, piece.key, found?.key);
  const place = before === piece.key ? pieces.indexOf(piece) : pieceAt(rest, before);
  if (before !== "" && place < 0) throw new GonePiece();
  const to = before === "" ? endOf(rest, heading.key) : place;
  return {
    pieces: between(rest, piece, to),
    hand: piece.key,
    name: `Moved ${nameOf(piece)} to ${shortName(heading)}`,
  };
}

const isKey = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);
