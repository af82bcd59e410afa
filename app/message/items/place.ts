import type { TextPiece } from "./outline.ts";

/** A piece of a text that is being made: of one that was read, or a new one with a key of its own. */
export type Placed = Pick<TextPiece, "kind" | "gap" | "lines" | "key" | "words">;

/** Blank lines: items stand close to each other, everything else apart. */
export function linesBetween(before: Pick<Placed, "kind"> | undefined, { kind }: Pick<Placed, "kind">): number {
  if (!before) return 0;
  return before.kind === "item" && kind === "item" ? 0 : 1;
}

export function pieceAt(pieces: readonly Placed[], key: string): number {
  return pieces.findIndex((piece) => piece.key === key);
}

/** Puts it there, with the blank lines that it needs on both sides and the bullet of its neighbours. */
export function between(pieces: readonly Placed[], piece: Placed, at: number): Placed[] {
  const [before, after] = [pieces[at - 1], pieces[at]];
  const near = [before, after].find((one) => one?.kind === "item");
  const lines = piece.kind === "item" && near ? withBullet(piece.lines, bulletOf(near.lines)) : piece.lines;
  const hand = { ...piece, lines, gap: linesBetween(before, piece) };
  const next = after ? [{ ...after, gap: linesBetween(hand, after) }] : [];
  return [...pieces.slice(0, at), hand, ...next, ...pieces.slice(at + 1)];
}

/** Takes it out; a heading that nothing is left under goes with it, but not the one with the key `keep`. */
export function without(pieces: readonly Placed[], key: string, keep = ""): Placed[] {
  const at = pieceAt(pieces, key);
  const rest = closed(pieces, at);
  const [heading, next] = [rest[at - 1], rest[at]];
  const isEmpty = heading?.kind === "section" && heading.key !== keep && (!next || next.kind === "section");
  return isEmpty ? closed(rest, at - 1) : rest;
}

function closed(pieces: readonly Placed[], at: number): Placed[] {
  const [before, after] = [pieces[at - 1], pieces[at + 1]];
  const next = after ? [{ ...after, gap: linesBetween(before, after) }] : [];
  return [...pieces.slice(0, at), ...next, ...pieces.slice(at + 2)];
}

const BULLET = /^ {0,3}([-*+]) /;

const bulletOf = ([first = ""]: readonly string[]): string => BULLET.exec(first)?.[1] ?? "-";

function withBullet([first = "", ...more]: readonly string[], bullet: string): string[] {
  return [first.replace(BULLET, (mark) => mark.replace(/[-*+]/, bullet)), ...more];
}

/** The lines of a piece that says this now. A line of an item goes on under its first word. */
export function asLines({ kind, lines }: Pick<TextPiece, "kind" | "lines">, words: string, tail = ""): string[] {
  const text = tail ? `${words} ${tail}` : words;
  if (kind === "title" || kind === "section") {
    const level = /^#{1,6} /.exec(lines[0] ?? "")?.[0] ?? (kind === "title" ? "# " : "## ");
    return [`${level}${text}`];
  }
  const [first = "", ...more] = text.split("\n");
  if (kind !== "item") return [first, ...more];
  return [`${bulletOf(lines)} ${first}`, ...more.map((line) => `  ${line}`)];
}
