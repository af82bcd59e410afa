import { LIMITS } from "../../../webhooks/contract/limits.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { splitCitations } from "../../../webhooks/contract/report-text.ts";
import type { ActContext, DoneAct } from "./acts.ts";
import { nameOf } from "./label.ts";
import { readOutline, writeOutline, type TextPiece } from "./outline.ts";
import { asLines, between, without, type Placed } from "./place.ts";

/** Says it in other words. An empty line between them makes two of it, each with what it cites; nothing left takes a line without pull requests out. */
export function rewrite(pieces: readonly TextPiece[], piece: TextPiece, typed: string, context: ActContext): DoneAct {
  if (piece.kind === "block") throw onlyMarkdown();
  requireShort(typed);
  const parts = typed
    .replaceAll("\r\n", "\n")
    .split(/\n[ \t]*(?:\n[ \t]*)+/)
    .map((words) =>
      words
        .split("\n")
        .map((line) => line.trim())
        .join("\n")
        .trim(),
    )
    .filter((words) => words !== "");
  const [first, ...more] = parts;
  if (first === undefined) return emptied(pieces, piece);
  if (parts.some(isTable)) throw onlyMarkdown();
  const one = { ...piece, lines: asLines(piece, inOneLine(piece, first), piece.tail) };
  let placed: Placed[] = pieces.map((each) => (each === piece ? one : each));
  if (more.length > 0 && piece.kind !== "item" && piece.kind !== "prose") throw onlyMarkdown();
  const at = pieces.indexOf(piece);
  for (const [index, words] of more.entries()) {
    const part = { ...piece, lines: asLines(piece, words, piece.tail), key: `part ${index}` };
    placed = between(placed, part, at + 1 + index);
  }
  requireSame(pieces, placed, at, parts.length, context);
  requireKnown(piece, parts, context);
  const name =
    more.length > 0
      ? `Split ${nameOf(piece)}`
      : `Rewrote ${piece.kind === "section" ? "the heading " : ""}${nameOf(piece)}`;
  return { pieces: placed, hand: placed[at + more.length]?.key ?? "", name };
}

/** A heading is one line, whatever was pasted into it. */
const inOneLine = ({ kind }: TextPiece, words: string): string =>
  kind === "title" || kind === "section" ? words.replaceAll("\n", " ") : words;

function requireShort(words: string): void {
  if (words.length <= LIMITS.item_chars) return;
  const [has, fit] = [words.length.toLocaleString("en"), LIMITS.item_chars.toLocaleString("en")];
  throw refusal(`One item holds ${fit} characters; this has ${has}.`, "Shorten it, or paste it in Markdown.");
}

function emptied(pieces: readonly TextPiece[], piece: TextPiece): DoneAct {
  if (piece.prs.length > 0) throw refusal("Nothing would be left of it.", "Leave it out instead, and say why.");
  if (piece.kind === "section") throw refusal("A section needs a name.", "Write one, or move its items elsewhere.");
  return { pieces: without(pieces, piece.key), hand: "", name: `Took ${nameOf(piece)} out` };
}

/** Rows of a sheet, or a line that only draws a table's rule. */
const isTable = (words: string): boolean =>
  words.includes("\t") ||
  words.split("\n").some((line) => line.includes("|") && line.includes("-") && /^[\s|:-]+$/.test(line));

const onlyMarkdown = (): Problem =>
  refusal(
    "An item holds sentences: a list, a table, a quote or code in lines does not fit.",
    "Put it in with Markdown.",
  );

/** What was typed may be read as a heading, a list or a quote: then it is none of these pieces any more. */
function requireSame(
  before: readonly TextPiece[],
  placed: readonly Placed[],
  at: number,
  count: number,
  { sources }: ActContext,
): void {
  const after = readOutline(writeOutline(placed), sources);
  const kinds = before.map(({ kind }) => kind);
  kinds.splice(at, 1, ...Array<TextPiece["kind"]>(count).fill(before[at]?.kind ?? "item"));
  if (after.map(({ kind }) => kind).join() !== kinds.join()) throw onlyMarkdown();
}

/** A number that was typed has to be one of the update's. */
function requireKnown(piece: TextPiece, parts: readonly string[], { sources, ledger }: ActContext): void {
  const known = new Set([...ledger.map(({ pr }) => pr), ...piece.prs]);
  const repos = new Set(sources.map(({ repo }) => repo.toLowerCase()));
  const typed = parts.flatMap((words) =>
    splitCitations(words, sources).flatMap(({ text, ref }) => (ref ? [{ text, ref }] : [])),
  );
  const unknown = typed.find(({ ref }) => !known.has(ref) && repos.has(ref.slice(0, ref.indexOf("#")).toLowerCase()));
  if (!unknown) return;
  throw refusal(
    `${unknown.text} is not among what was merged in this time.`,
    "Look for its number under Left out or Grouped, or write it without the #.",
  );
}

const refusal = (message: string, remedy: string): Problem =>
  new Problem("invalid", message, remedy, { details: [{ path: "words", code: "item", message, fix: remedy }] });
