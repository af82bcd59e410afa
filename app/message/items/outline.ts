import type { Token } from "markdown-it";
import { sha256 } from "../../../webhooks/contract/digest.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { normalise } from "../../../webhooks/contract/report-text.ts";
import { markdownIt } from "../markdown.ts";
import { tailOf } from "./tail.ts";

/**
 * One thing of a text that people take in hand. `block`: a table, code, a quote, a list in a list: it stays as it is, and is written in
 * Markdown alone.
 */
export type TextPiece = {
  kind: "title" | "section" | "item" | "prose" | "block";
  /** As it stands in the markdown. */
  lines: readonly string[];
  /** Blank lines before it. */
  gap: number;
  /** What people write: without bullet, marks of a heading, and tail. */
  words: string;
  /** "(#12, mira)", and what it cites anywhere. */
  tail: string;
  prs: readonly string[];
  /** The heading above it, and that one's key; "" above all of them. */
  section: string;
  section_key: string;
  /** 1-based. */
  line: number;
  /** Tells it from the others of its text, also after those were changed. */
  key: string;
};

const KEY_CHARS = 16;

/** Reads a text into its pieces: `writeOutline` makes the same text of them, whatever stands in it. */
export function readOutline(markdown: string, sources: readonly Source[]): TextPiece[] {
  const text = normalise(markdown);
  const lines = text.replace(/\n$/, "").split("\n");
  const seen = new Map<string, number>();
  let [section, section_key] = ["", ""];
  let end = 0;
  return rangesOf(text, lines).map(({ kind, from, to, content }) => {
    const own = lines.slice(from, to);
    const { words, tail, prs } = tailOf(content, sources);
    const said = kind === "item" || kind === "prose" ? { words, tail } : { words: content, tail: "" };
    const id = `${kind}\n${kind === "block" ? own.join("\n") : content}`;
    const times = seen.get(id) ?? 0;
    seen.set(id, times + 1);
    const key = sha256(`${id}\n${times}`).slice(0, KEY_CHARS);
    if (kind === "section") [section, section_key] = ["", ""];
    const piece = { kind, lines: own, gap: from - end, ...said, prs, section, section_key, line: from + 1, key };
    if (kind === "section") [section, section_key] = [content, key];
    end = to;
    return piece;
  });
}

export function writeOutline(pieces: readonly Pick<TextPiece, "gap" | "lines">[]): string {
  return normalise(pieces.flatMap(({ gap, lines }) => [...Array<string>(gap).fill(""), ...lines]).join("\n"));
}

type Range = Pick<TextPiece, "kind"> & { from: number; to: number; content: string };

/** Each in its lines; what no token speaks of, as the address of a link, is a block. */
function rangesOf(text: string, lines: readonly string[]): Range[] {
  const read = rangesIn(markdownIt.parse(text, {}));
  const ranges: Range[] = [];
  let at = 0;
  const unread = (to: number) => {
    let from = at;
    while (from < to && (lines[from] ?? "").trim() === "") from += 1;
    if (from < to) ranges.push(trimmed({ kind: "block", from, to, content: "" }, lines));
  };
  for (const range of read) {
    unread(range.from);
    const kind = range.kind === "section" && ranges.length === 0 ? "title" : range.kind;
    ranges.push(trimmed({ ...range, kind }, lines));
    at = range.to;
  }
  unread(lines.length);
  return ranges;
}

function trimmed(range: Range, lines: readonly string[]): Range {
  let { to } = range;
  while (to > range.from + 1 && (lines[to - 1] ?? "").trim() === "") to -= 1;
  return { ...range, to };
}

function rangesIn(tokens: readonly Token[]): Range[] {
  const ranges: Range[] = [];
  for (const [index, token] of tokens.entries()) {
    const [from, to] = token.map ?? [0, 0];
    const content = tokens[index + 1]?.content ?? "";
    if (token.level === 0 && token.nesting >= 0 && token.type !== "bullet_list_open") {
      ranges.push({ kind: KINDS[token.type] ?? "block", from, to, content });
    } else if (token.level === 1 && token.type === "list_item_open" && token.markup.length === 1 && !token.info) {
      ranges.push({
        kind: isSentence(tokens, index) ? "item" : "block",
        from,
        to,
        content: tokens[index + 2]?.content ?? "",
      });
    }
  }
  return ranges;
}

const KINDS: Readonly<Record<string, TextPiece["kind"]>> = { heading_open: "section", paragraph_open: "prose" };

/** One paragraph and nothing else. */
const isSentence = (tokens: readonly Token[], index: number): boolean =>
  tokens[index + 1]?.type === "paragraph_open" && tokens[index + 4]?.type === "list_item_close";
