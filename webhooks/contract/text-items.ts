import { sha256 } from "./digest.ts";
import type { Source } from "./parameters.ts";
import { readBlocks, type TextBlock } from "./report-text.ts";
import { wordSet } from "./word-edits.ts";

/** One list item or paragraph that cites. */
export type TextItem = {
  /** As it stands in the markdown, without its bullet and its line breaks. */
  words: string;
  prs: string[];
  section: string;
  /** 1-based. */
  line: number;
  /** Tells it from the other items of its text, also after others were changed. */
  key: string;
  /** What it says, for comparing: without marks, case and numbers of pull requests. */
  said: ReadonlySet<string>;
};

export type ReadText = {
  items: TextItem[];
  /** Headings, the opening and whatever else cites nothing. */
  rest: string;
  sections: ReadonlySet<string>;
};

export function readText(markdown: string, sources: readonly Source[]): ReadText {
  const blocks = readBlocks(markdown, sources);
  const lines = markdown.split("\n");
  const words = blocks.map((block, index) => wordsOfBlock(block, blocks[index + 1], lines, index));
  const cites = ({ kind, prs }: TextBlock) => kind !== "heading" && prs.length > 0;
  const seen = new Map<string, number>();
  return {
    items: blocks.flatMap((block, index) => (cites(block) ? [itemOf(block, words[index] ?? "", seen)] : [])),
    rest: words.filter((_, index) => !cites(blocks[index] ?? EMPTY)).join(" "),
    sections: new Set(blocks.map(({ section }) => section)),
  };
}

const EMPTY: TextBlock = { kind: "heading", text: "", prs: [], line: 1, section: "" };

/** Its lines up to where the next one begins. A cell of a table has no line of its own, so what was read of it has to do. */
function wordsOfBlock(block: TextBlock, next: TextBlock | undefined, lines: readonly string[], index: number): string {
  const placeless = index > 0 && block.line === 1;
  const end = next && next.line > block.line ? next.line - 1 : next ? block.line : lines.length;
  const text = placeless ? block.text : lines.slice(block.line - 1, end).join(" ");
  return text
    .replace(/^\s*(?:[-*+]|\d{1,9}[.)])\s+/, "")
    .split(/\s+/)
    .filter((word) => word !== "")
    .join(" ");
}

const KEY_CHARS = 16;

function itemOf({ text, prs, section, line }: TextBlock, words: string, seen: Map<string, number>): TextItem {
  const times = seen.get(words) ?? 0;
  seen.set(words, times + 1);
  const key = sha256(times === 0 ? words : `${words}\n${times}`).slice(0, KEY_CHARS);
  return { words, prs, section, line, key, said: wordSet(text) };
}
