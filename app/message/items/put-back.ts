import { Problem } from "../../../webhooks/contract/problem.ts";
import { ALSO_MERGED, citation, groupNoun, splitCitations } from "../../../webhooks/contract/report-text.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import { GonePiece, type Act, type ActContext, type DoneAct } from "./acts.ts";
import { readOutline, writeOutline, type TextPiece } from "./outline.ts";
import { asLines, between, pieceAt, without, type Placed } from "./place.ts";
import { endOf, openSections, withSection } from "./sections.ts";
import { readTail, writeTail } from "./tail.ts";

/** The section of what fits none that the text has. */
const ELSEWHERE = "More";

/**
 * Tells of a pull request that the text left out or only counted: in the agent's words where it told of it once and nothing else of
 * that sentence is told now, else by its title.
 *
 * @throws {Problem} `invalid` for one that the update does not know, or tells already.
 */
export function putBack(
  pieces: readonly TextPiece[],
  { pr: asked, section }: Act & { act: "put_back" },
  context: ActContext,
): DoneAct {
  const pr = refOf(asked, context);
  const cite = citation(pr, context.sources);
  const line = context.ledger.find((one) => one.pr === pr);
  if (!line)
    throw new Problem("invalid", `${cite} was not merged in this time.`, "Choose one of those that are listed.");
  const told = pieces.filter((piece) => piece.section !== ALSO_MERGED).flatMap(({ prs }) => prs);
  if (told.includes(pr)) throw new Problem("invalid", `${cite} is told already.`, "Move it where you want it.");
  const once = readOutline(context.agent_text, context.sources).find(
    (piece) => piece.kind === "item" && piece.section !== ALSO_MERGED && piece.prs.includes(pr),
  );
  const whole = once && once.prs.every((ref) => !told.includes(ref)) ? once : null;
  const words = { words: whole?.words ?? "", lines: whole?.lines ?? linesOf(line, context) };
  const item: Placed = { kind: "item", gap: 0, key: "put back", ...words };
  const left = uncounted(pieces, whole?.prs ?? [pr], context);
  const { all, heading } = sectionFor(left, section, once?.section ?? "");
  return { pieces: between(all, item, endOf(all, heading.key)), hand: item.key, name: `Put back ${cite}` };
}

/**
 * The text with a line that tells of pull requests which it only counted or left out.
 *
 * @returns null where it tells of one of them by now.
 */
export function tellLine(
  markdown: string,
  { prs, line, section }: { prs: readonly string[]; line: string; section: string },
  context: ActContext,
): string | null {
  const pieces = readOutline(markdown, context.sources);
  const told = pieces.filter((piece) => piece.section !== ALSO_MERGED).flatMap((piece) => piece.prs);
  if (prs.some((pr) => told.includes(pr))) return null;
  const left = uncounted(pieces, prs, context);
  const { all, heading } = firstSection(left, section);
  const item: Placed = { kind: "item", gap: 0, key: "told", words: "", lines: [line] };
  return writeOutline(between(all, item, endOf(all, heading.key)));
}

/** "acme/harbor#12" of "#12", "12", or of words that one title alone has. */
function refOf(asked: string, { sources, ledger }: ActContext): string {
  const text = asked.trim();
  const typed = /^\d{1,10}$/.test(text) ? `#${text}` : text;
  const [piece] = splitCitations(typed, sources);
  if (piece?.ref && piece.text === typed) return piece.ref;
  if (text === "") throw new Problem("invalid", "Nothing is named to add.", "Write # and a number, or a title.");
  const found = ledger.filter(({ title }) => title.toLowerCase().includes(text.toLowerCase()));
  if (found.length === 1 && found[0]) return found[0].pr;
  const message =
    found.length > 1 ? `${found.length} titles have these words.` : `${cut(text)} is not among what was merged.`;
  throw new Problem("invalid", message, "Write # and its number.");
}

const cut = (text: string): string => `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;

function linesOf({ title, pr, author }: LedgerLine, { sources }: ActContext): string[] {
  const tail = writeTail({ prs: [pr], names: author ? [escaped(author)] : [] }, sources);
  return asLines({ kind: "item", lines: [] }, escaped(title.replaceAll(/\s+/g, " ").trim()), tail);
}

/** A title is words, whatever is in it. */
const escaped = (text: string): string => text.replaceAll(/[\\`*_[\]<>~|#]/g, "\\$&");

/** The one that was asked for, the one that the agent told it in, the last, or a new one. */
function sectionFor(left: readonly Placed[], asked: string, told: string): { all: readonly Placed[]; heading: Placed } {
  const sections = openSections(left);
  const chosen = sections.find(({ key }) => key === asked);
  if (asked !== "" && !chosen) throw new GonePiece();
  const heading = chosen ?? (told ? sections.find(({ words }) => words === told) : sections.at(-1));
  return heading ? { all: left, heading } : withSection(left, told || ELSEWHERE);
}

/** Its section, or one above all others: what nobody may miss stands there. */
function firstSection(left: readonly Placed[], name: string): { all: readonly Placed[]; heading: Placed } {
  const there = openSections(left).find(({ words }) => words === name);
  if (there) return { all: left, heading: there };
  const heading: Placed = { kind: "section", gap: 1, lines: [`## ${name}`], words: name, key: "new section" };
  const first = left.findIndex(({ kind }) => kind === "section");
  return { all: between(left, heading, first < 0 ? left.length : first), heading };
}

/** The lines that only count, without those that are told now: their number goes down, and a line that counts nothing goes. */
function uncounted(pieces: readonly TextPiece[], prs: readonly string[], context: ActContext): Placed[] {
  const counting = pieces.filter(({ kind, section }) => kind === "item" && section === ALSO_MERGED);
  return counting.reduce<Placed[]>(
    (all, line) => {
      const less = prs.filter((pr) => counts(line, pr, context)).length;
      if (less === 0) return all;
      const tail = readTail(line.tail, context.sources);
      const kept = tail.prs.filter((ref) => !prs.includes(ref));
      const number = tail.prs.length > 0 ? kept.length : Number.parseInt(line.words.replaceAll(",", ""), 10) - less;
      if (!(number > 0)) return without(all, line.key);
      const words = line.words.replace(/^\d[\d,]*/, number.toLocaleString("en"));
      const lines = asLines(line, words, writeTail({ ...tail, prs: kept }, context.sources));
      return all.with(pieceAt(all, line.key), { ...line, gap: all[pieceAt(all, line.key)]?.gap ?? 0, lines });
    },
    [...pieces],
  );
}

/** By its number, or, in a line without numbers, by what it counts. */
function counts(line: TextPiece, pr: string, { ledger }: ActContext): boolean {
  if (line.prs.length > 0) return line.prs.includes(pr);
  const group = ledger.find((one) => one.pr === pr)?.group ?? "";
  return group !== "" && groupNoun(group) === groupNoun(line.words);
}
