import type { Token } from "markdown-it";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { ALSO_MERGED, groupNoun, splitCitations } from "../../webhooks/contract/report-text.ts";
import type { MessageBlock, MessageContext } from "./message.ts";
import { linkToken, textToken, withContent } from "./tokens.ts";

/** More numbers than this are no reading for a channel. */
const MOST_NUMBERS = 12;

type Folded = { shown: MessageBlock[]; tail: MessageBlock[] };

/**
 * The end of a text that only counts, "24 internal changes (#1, #2 …)", as one short line for each group, which leads to the page of
 * them all; `tail` is the same with its numbers, for the thread. Null where there are few, or where it is more than lines of that form.
 */
export function foldTail(blocks: readonly MessageBlock[], { sources, counted = null }: MessageContext): Folded | null {
  const at = blocks.findLastIndex(({ kind }) => kind === "heading_open");
  const [heading, ...lines] = at < 0 ? [] : blocks.slice(at);
  if (!heading || saidOf(heading).trim() !== ALSO_MERGED) return null;
  const short = lines.flatMap((line) => countedIn(line, sources) ?? []);
  const numbers = short.reduce((sum, line) => sum + line.numbers, 0);
  if (short.length < lines.length || numbers <= MOST_NUMBERS) return null;
  const shown = together(short).map((line) => shortened(line, counted));
  return { shown: [...blocks.slice(0, at + 1), ...shown], tail: [heading, ...lines] };
}

/** One line of the tail: the block, its words, and what it says without its numbers. */
type Counted = { block: MessageBlock; inline: Token; label: string; numbers: number };

const inlinesOf = ({ tokens }: MessageBlock): Token[] => tokens.filter(({ type }) => type === "inline");

const wordsOf = ({ children }: Token): string => (children ?? []).map(({ content }) => content).join("");

const saidOf = (block: MessageBlock): string => inlinesOf(block).map(wordsOf).join("");

/** "24 internal changes (#1, #2)" → "24 internal changes" */
function countedIn(block: MessageBlock, sources: readonly Source[]): Counted | null {
  const [inline, ...others] = inlinesOf(block);
  if (!inline || others.length > 0 || !block.kind.endsWith("list_open")) return null;
  const [label, ...list] = splitCitations(wordsOf(inline), sources);
  const numbers = list.filter(({ ref }) => ref !== null).length;
  const isList = list.every(
    ({ ref, text }, index) => ref !== null || text === (index === list.length - 1 ? ")" : ", "),
  );
  if (!label || label.ref !== null || !label.text.endsWith(" (") || numbers === 0 || !isList) return null;
  return { block, inline, label: label.text.slice(0, -2), numbers };
}

/** A group with more numbers than a line takes stands in several, "104 more fixes" and "66 more fixes", and is one. */
function together(lines: readonly Counted[]): Counted[] {
  const groups = Map.groupBy(lines, (line) => (/^\d+ /.test(line.label) ? groupNoun(line.label) : line));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first || others.length === 0) return first ?? [];
    const sum = [first, ...others].reduce((all, { label }) => all + Number.parseInt(label, 10), 0);
    return { ...first, label: first.label.replace(/^\d+/, String(sum)) };
  });
}

function shortened({ block, inline, label }: Counted, counted: string | null): MessageBlock {
  const words = textToken(label);
  const children = counted ? [linkToken("link_open", counted), words, linkToken("link_close")] : [words];
  const short = Object.assign(withContent(inline, inline.content), { children });
  return { ...block, tokens: block.tokens.map((token) => (token === inline ? short : token)) };
}
