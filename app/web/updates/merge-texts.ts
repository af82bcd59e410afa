import { diffArrays } from "diff";
import { readOutline, writeOutline, type TextPiece } from "../../message/items/outline.ts";
import { linesBetween } from "../../message/items/place.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";

/** What both changed, each in another way: a person has to choose. */
export type Conflict = { base: TextPiece[]; mine: TextPiece[]; theirs: TextPiece[] };
export const CHOICES = ["mine", "theirs", "both"] as const;
export type Choice = (typeof CHOICES)[number];

/** Two texts that were made of one: what one of them alone changed is in, and what both did is asked. */
export type MergedTexts = {
  parts: (TextPiece[] | Conflict)[];
  conflicts: Conflict[];
  /** How many places one of them alone changed. */
  alone: { mine: number; theirs: number };
};

/** Pieces that may differ; texts further apart are for a person to read side by side. */
const MOST_EDITS = 400;

/** @returns null where they are too far apart. */
export function mergeTexts(base: string, mine: string, theirs: string, sources: readonly Source[]): MergedTexts | null {
  const from = readOutline(base, sources);
  const [own, other] = [hunksOf(from, readOutline(mine, sources)), hunksOf(from, readOutline(theirs, sources))];
  if (!own || !other) return null;
  const parts: MergedTexts["parts"] = [];
  const alone = { mine: 0, theirs: 0 };
  let at = 0;
  for (const { from: start, to, mine: ours, theirs: others } of grouped(own, other)) {
    parts.push(from.slice(at, start));
    const said = (hunks: readonly Hunk[]) => spanned(from, hunks, start, to);
    if (ours.length > 0 && others.length > 0 && !same(said(ours), said(others))) {
      const added = start === to;
      parts.push(
        added
          ? [...said(others), ...said(ours)]
          : { base: from.slice(start, to), mine: said(ours), theirs: said(others) },
      );
    } else {
      parts.push(said(others.length > 0 ? others : ours));
      if (others.length === 0) alone.mine += 1;
      if (ours.length === 0) alone.theirs += 1;
    }
    at = to;
  }
  parts.push(from.slice(at));
  const conflicts = parts.flatMap((part) => (Array.isArray(part) ? [] : [part]));
  return { parts, conflicts, alone };
}

/** The text that follows from one choice for each conflict, in their order. What both moved stands once, where it stood first. */
export function chosenText({ parts, conflicts }: MergedTexts, choices: readonly Choice[]): string {
  const pieces = parts.flatMap((part) => {
    if (Array.isArray(part)) return part;
    const choice = choices[conflicts.indexOf(part)] ?? "theirs";
    return choice === "both" ? [...part.theirs, ...part.mine] : part[choice];
  });
  const seen = new Set<string>();
  const once = pieces.filter((piece) => {
    const said = `${piece.kind} ${textOf(piece)}`;
    if (piece.prs.length === 0) return true;
    return seen.has(said) ? false : Boolean(seen.add(said));
  });
  return writeOutline(once.map((piece, index) => ({ ...piece, gap: linesBetween(once[index - 1], piece) })));
}

const textOf = ({ lines }: TextPiece): string => lines.join("\n");
const same = (one: readonly TextPiece[], other: readonly TextPiece[]): boolean =>
  one.map(textOf).join("\n\n") === other.map(textOf).join("\n\n");

/** Pieces of the base, and what stands there instead. Nothing is taken where they are one place. */
type Hunk = { from: number; to: number; pieces: TextPiece[] };

function hunksOf(base: readonly TextPiece[], text: readonly TextPiece[]): Hunk[] | null {
  const changes = diffArrays(base.map(textOf), text.map(textOf), { maxEditLength: MOST_EDITS });
  if (!changes) return null;
  const hunks: Hunk[] = [];
  let [at, now] = [0, 0];
  for (const [index, { added, removed, count }] of changes.entries()) {
    if (removed) {
      const next = changes[index + 1];
      const pieces = next?.added ? text.slice(now, now + next.count) : [];
      hunks.push(...aligned(base.slice(at, at + count), pieces, at));
      at += count;
    } else if (added) {
      if (!changes[index - 1]?.removed) hunks.push({ from: at, to: at, pieces: text.slice(now, now + count) });
      now += count;
    } else [at, now] = [at + count, now + count];
  }
  return hunks;
}

/** What was rewritten stands for what it was; the rest was taken out, or added between. */
function aligned(before: readonly TextPiece[], after: readonly TextPiece[], from: number): Hunk[] {
  const hunks: Hunk[] = [];
  let at = 0;
  for (const [index, piece] of after.entries()) {
    const found = before.findIndex(
      (one, place) => place >= at && isSame(one, piece, before.length === after.length && place === index),
    );
    if (found < 0) {
      hunks.push({ from: from + at, to: from + at, pieces: [piece] });
      continue;
    }
    for (; at < found; at += 1) hunks.push({ from: from + at, to: from + at + 1, pieces: [] });
    hunks.push({ from: from + at, to: from + at + 1, pieces: [piece] });
    at += 1;
  }
  for (; at < before.length; at += 1) hunks.push({ from: from + at, to: from + at + 1, pieces: [] });
  return hunks;
}

/** By what both cite; where they cite nothing, by their place among as many. */
function isSame(one: TextPiece, other: TextPiece, inPlace: boolean): boolean {
  if (one.kind !== other.kind) return false;
  if (one.prs.length === 0 && other.prs.length === 0) return inPlace || one.kind === "title";
  return one.prs.some((pr) => other.prs.includes(pr));
}

type Group = { from: number; to: number; mine: Hunk[]; theirs: Hunk[] };

/** Hunks of both that touch the same pieces, or add at the same place. */
function grouped(mine: readonly Hunk[], theirs: readonly Hunk[]): Group[] {
  const all = [...mine.map((hunk) => ({ hunk, own: true })), ...theirs.map((hunk) => ({ hunk, own: false }))];
  const groups: Group[] = [];
  for (const { hunk, own } of all.toSorted((a, b) => a.hunk.from - b.hunk.from || a.hunk.to - b.hunk.to)) {
    const last = groups.at(-1);
    const touches = last && (hunk.from < last.to || (hunk.from === last.from && hunk.to === last.to));
    const group = touches ? last : { from: hunk.from, to: hunk.to, mine: [], theirs: [] };
    if (!touches) groups.push(group);
    group.to = Math.max(group.to, hunk.to);
    group[own ? "mine" : "theirs"].push(hunk);
  }
  return groups;
}

/** What one side says of these pieces of the base. */
function spanned(base: readonly TextPiece[], hunks: readonly Hunk[], from: number, to: number): TextPiece[] {
  const said: TextPiece[] = [];
  let at = from;
  for (const hunk of hunks) {
    said.push(...base.slice(at, hunk.from), ...hunk.pieces);
    at = hunk.to;
  }
  return [...said, ...base.slice(at, to)];
}
