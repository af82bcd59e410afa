import MarkdownIt, { type Token } from "markdown-it";
import { OWNER_CHARS, REPOSITORY_CHARS } from "./github-names.ts";
import type { Source } from "./parameters.ts";
import type { LedgerLine } from "./report.ts";
import { storableText } from "./storable.ts";
import { isTooLong, MAX_NESTING } from "./text-limit.ts";

/** The one place that knows how a report stands in markdown: it writes citations, and reads a person's text back. */
const markdownIt = new MarkdownIt({ html: false, linkify: false, maxNesting: MAX_NESTING });

/** Heading of the part that names what was merged without being told about. */
export const ALSO_MERGED = "Also merged";

/**
 * Normalised to NFC and LF, without trailing white space: a browser's CRLF and a script's LF give the same digest. What a
 * database cannot keep, null characters and halves of surrogate pairs, is not part of a text.
 */
export function normalise(markdown: string): string {
  return storableText(markdown)
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/(?<![ \t])[ \t]+$/gm, "")
    .replace(/(?<!\n)\n+$/, "")
    .concat("\n")
    .replace(/^\n+$/, "");
}

/** `#12` when the update reads one repository, `owner/repo#12` when it reads several. */
export function citation(ref: string, sources: readonly Source[]): string {
  return sources.length === 1 ? ref.slice(ref.indexOf("#")) : ref;
}

/** "owner/repo" of "owner/repo#12". */
export function repoOf(ref: string): string {
  return ref.slice(0, ref.indexOf("#"));
}

/** Not after a letter, digit, slash or ampersand (`&#39;`), so that anchors in links and entities are left alone. */
const CITATION = new RegExp(
  String.raw`(?<![\w/&#.-])(${OWNER_CHARS}/${REPOSITORY_CHARS})?#([1-9][0-9]{0,9})(?!\w)`,
  "g",
);

/** A piece of text between citations, or a citation with the pull request that it names. */
type Piece = { text: string; ref: string | null };

/**
 * Splits plain text at its citations. When there are several sources a bare `#12` names nothing, but in a list: it is of the repository
 * that was named right before it, as in `acme/harbor#12, #13`.
 */
export function splitCitations(text: string, sources: readonly Source[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  let named: string | undefined;
  for (const match of text.matchAll(CITATION)) {
    const listed = sources.length > 1 && text.slice(end, match.index) === ", " ? named : undefined;
    const ref = refOf(match[1] ?? listed, match[2] ?? "", sources);
    if (!ref) continue;
    named = repoOf(ref);
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), ref: null });
    pieces.push({ text: match[0], ref });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), ref: null });
  return pieces;
}

/** The first piece of a text that would be read as a citation, whatever the update reads. */
export function firstCitation(text: string): { text: string; index: number } | null {
  const [match] = text.matchAll(CITATION);
  return match ? { text: match[0], index: match.index } : null;
}

function refOf(repo: string | undefined, number: string, sources: readonly Source[]): string | null {
  if (repo) return `${repo}#${number}`;
  const [only, ...others] = sources;
  return only && others.length === 0 ? `${only.repo}#${number}` : null;
}

export type TextBlock = {
  kind: "heading" | "list_item" | "paragraph";
  text: string;
  /** Pull requests cited, in order, each once. */
  prs: string[];
  /** 1-based. */
  line: number;
  /** The heading above it, or "". */
  section: string;
};

/** Reads a text into its headings, paragraphs and list items, with what each of them cites. Code is not read. */
export function readBlocks(markdown: string, sources: readonly Source[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  const open: string[] = [];
  let section = "";
  let row = 0;
  for (const token of markdownIt.parse(markdown, {})) {
    if (token.nesting === 1) open.push(token.type);
    // A cell does not say where it stands; its row does.
    if (token.type === "tr_open") row = token.map?.[0] ?? 0;
    if (token.nesting === -1) open.pop();
    if (token.type !== "inline") continue;
    const text = plainText(token);
    const kind = kindOf(open);
    if (kind === "heading") section = text.trim();
    const prs = splitCitations(text, sources).flatMap(({ ref }) => (ref ? [ref] : []));
    blocks.push({ kind, text, prs: [...new Set(prs)], line: (token.map?.[0] ?? row) + 1, section });
  }
  return blocks;
}

function kindOf(open: readonly string[]): TextBlock["kind"] {
  if (open.includes("heading_open")) return "heading";
  return open.includes("list_item_open") ? "list_item" : "paragraph";
}

function plainText(token: Token): string {
  return (token.children ?? [])
    .map((child) => (child.type === "text" ? child.content : child.type.endsWith("break") ? "\n" : ""))
    .join("");
}

/** A list item or paragraph that cites. */
export function readItems(markdown: string, sources: readonly Source[]): TextBlock[] {
  return readBlocks(markdown, sources).filter(({ kind, prs }) => kind !== "heading" && prs.length > 0);
}

/** "12 internal changes" and "internal changes" are one group: its number changes with what is in it. */
export const groupNoun = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replace(/^\d[\d,.]*\s/, "")
    .replace(/[.:…]$/, "")
    .trim();

/** Lines that only count, by what they count, and without naming a number: "- 12 internal changes". */
export function unnumberedGroups(markdown: string, sources: readonly Source[]): Map<string, number> {
  const lines = readBlocks(markdown, sources).filter(
    ({ section, kind }) => section === ALSO_MERGED && kind !== "heading",
  );
  return new Map(lines.flatMap(({ text, prs, line }) => (prs.length > 0 ? [] : [[groupNoun(text), line] as const])));
}

/**
 * The ledger of a text that people changed: what it still cites, what it groups, and what they took out.
 * A cancelled or ignored pull request that nobody wrote about stays what it was, and so does everything for a text that is longer
 * than fits: nobody reads that. A line that counts a group without its numbers still counts it.
 */
export function ledgerOfText(
  markdown: string,
  sources: readonly Source[],
  ledger: readonly LedgerLine[],
): LedgerLine[] {
  if (isTooLong(markdown)) return [...ledger];
  const cited = new Set<string>();
  const grouped = new Set<string>();
  for (const { prs, section } of readItems(markdown, sources)) {
    for (const pr of prs) (section === ALSO_MERGED ? grouped : cited).add(pr);
  }
  const unnumbered = unnumberedGroups(markdown, sources);
  return ledger.map((line) => {
    if (cited.has(line.pr)) return { ...line, disposition: "cited", reason: null };
    if (grouped.has(line.pr)) return { ...line, disposition: "grouped", reason: null };
    if (line.disposition === "grouped" && line.group && unnumbered.has(groupNoun(line.group))) return line;
    const wasShown = line.disposition === "cited" || line.disposition === "grouped";
    return wasShown ? { ...line, disposition: "omitted", reason: "by_person" } : line;
  });
}
