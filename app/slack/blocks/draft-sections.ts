import { isTooLong } from "../../../webhooks/contract/text-limit.ts";

/*
 * A text as a few inputs of a modal, and back. Slack's inputs take 3,000 characters each.
 * Source: docs.slack.dev, "Plain-text input".
 */

export const MAX_SECTION_CHARS = 2_900;
export const MAX_SECTIONS = 8;

/** One input: what it holds, and the white space after it, which nobody has to see and Slack might not give back. */
export type TextSection = { label: string; text: string; gap: string };

/** @returns null when the text needs more inputs than a modal should have. */
export function splitText(markdown: string): TextSection[] | null {
  if (isTooLong(markdown)) return null;
  const pieces = byHeading(markdown).flatMap(cutToSize);
  const packed = pieces.length <= MAX_SECTIONS ? pieces : pack(pieces);
  return packed.length <= MAX_SECTIONS ? packed.map(sectionOf) : null;
}

/** The very text again where nothing was changed. A section that was emptied takes the space after it along. */
export function joinText(texts: readonly string[], gaps: readonly string[]): string {
  return texts.map((text, index) => (text === "" ? "" : text + (gaps[index] ?? ""))).join("");
}

const FENCE = /^ {0,3}(```|~~~)/;
const HEADING = /^ {0,3}#{1,6}(\s|$)/;

/** Each heading begins a piece, but not inside code. */
function byHeading(markdown: string): string[] {
  const pieces: string[] = [];
  let fence = "";
  for (const line of linesOf(markdown)) {
    const mark = FENCE.exec(line)?.[1] ?? "";
    if (mark && (fence === "" || fence === mark)) fence = fence === "" ? mark : "";
    const begins = pieces.length === 0 || (fence === "" && HEADING.test(line));
    if (begins) pieces.push(line);
    else pieces[pieces.length - 1] += line;
  }
  return pieces.length > 0 ? joinBlank(pieces) : [""];
}

/** Lines with their breaks: put together they are the text. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Nothing but line breaks is no section of its own: it goes with the one before, or after. */
function joinBlank(pieces: readonly string[]): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    const before = joined.at(-1);
    if (before !== undefined && (/^\n*$/.test(piece) || /^\n*$/.test(before))) joined[joined.length - 1] += piece;
    else joined.push(piece);
  }
  return joined;
}

/** At a blank line where there is one, else at a line's end, else at a space; never between the halves of a character. */
function cutToSize(piece: string): string[] {
  const cuts: string[] = [];
  let rest = piece;
  while (rest.replace(/(?<!\n)\n+$/, "").length > MAX_SECTION_CHARS) {
    const at = cutAt(rest.slice(0, MAX_SECTION_CHARS));
    // Breaks at the cut stay with what is before them, so that no section begins with an empty line.
    const breaks = /^\n*/.exec(rest.slice(at))?.[0].length ?? 0;
    cuts.push(rest.slice(0, at + breaks));
    rest = rest.slice(at + breaks);
  }
  return [...cuts, rest];
}

function cutAt(head: string): number {
  for (const mark of ["\n\n", "\n", " "]) {
    const at = head.lastIndexOf(mark);
    if (head.slice(0, Math.max(at, 0)).trim() !== "") return at + mark.length;
  }
  return /[\ud800-\udbff]$/.test(head) ? head.length - 1 : head.length;
}

/** Fewer and longer: neighbours that fit together. */
function pack(pieces: readonly string[]): string[] {
  const packed: string[] = [];
  for (const piece of pieces) {
    const together = (packed.at(-1) ?? "") + piece;
    if (packed.length > 0 && together.replace(/(?<!\n)\n+$/, "").length <= MAX_SECTION_CHARS) {
      packed[packed.length - 1] = together;
    } else packed.push(piece);
  }
  return packed;
}

function sectionOf(piece: string, index: number): TextSection {
  const text = piece.trimEnd();
  const heading = /^ {0,3}#{1,6}\s+(\S.*)/.exec(text)?.[1]?.trim();
  return { label: heading ?? (index === 0 ? "Text" : `Part ${index + 1}`), text, gap: piece.slice(text.length) };
}
