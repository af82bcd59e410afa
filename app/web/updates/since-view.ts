import { compareTexts, type ComparedItem } from "../../../webhooks/contract/compare-texts.ts";
import { readText } from "../../../webhooks/contract/text-items.ts";
import type { Before } from "../../updates/seen-before.ts";
import { readBlocks } from "../../../webhooks/contract/report-text.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { isTooLong } from "../../../webhooks/contract/text-limit.ts";
import { itemWords, wordsSaid } from "./item-words.ts";
import type { DiffPart } from "./text-view.ts";

/** What changed at a line since somebody last looked. */
type Change = {
  line: number;
  /** "Changed", "New", "Moved from Fixes". */
  what: string;
  /** Empty where the words are the same. */
  words: DiffPart[];
};

/** What changed of an update since this person last looked. */
export type SinceView = {
  /** When they did; null: nothing changed since, or they never did. */
  at: Date | null;
  count: number;
  changes: Change[];
  /** What is not there any more, in its words. */
  gone: string[];
};

const NOTHING_CHANGED: SinceView = { at: null, count: 0, changes: [], gone: [] };

export function sinceView(before: Before | null, markdown: string, sources: readonly Source[]): SinceView {
  if (!before || isTooLong(markdown) || isTooLong(before.markdown)) return NOTHING_CHANGED;
  const { items } = compareTexts(before.markdown, markdown, sources);
  const changes = [...items.flatMap(changeOf), ...restOf(before.markdown, markdown, sources)];
  const gone = items.filter(({ fate }) => fate === "removed").map((item) => wordsSaid(item.before?.words));
  const count = changes.length + gone.length;
  return count === 0 ? NOTHING_CHANGED : { at: before.at, count, changes, gone };
}

function changeOf({ fate, before, after }: ComparedItem): Change[] {
  if (!after || fate === "kept" || fate === "removed") return [];
  const { line } = after;
  if (fate === "added") return [{ line, what: "New", words: [] }];
  if (fate === "moved") return [{ line, what: `Moved from ${before?.section || "the top"}`, words: [] }];
  return [{ line, what: "Changed", words: itemWords(wordsSaid(before?.words), wordsSaid(after.words)) }];
}

/** The headline, the opening and whatever else cites nothing, at the first line that is one of them. */
function restOf(before: string, after: string, sources: readonly Source[]): Change[] {
  const [one, other] = [readText(before, sources).rest, readText(after, sources).rest].map(wordsSaid);
  if (one === other) return [];
  const blocks = readBlocks(after, sources);
  const first = blocks.find(({ kind, prs }) => kind === "paragraph" && prs.length === 0) ?? blocks[0];
  return first ? [{ line: first.line, what: "Changed", words: itemWords(one ?? "", other ?? "") }] : [];
}
