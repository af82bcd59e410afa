import { compareTexts, type ComparedItem } from "../../feedback/compare.ts";
import { readText } from "../../feedback/items.ts";
import { saidLines } from "../../message/render.ts";
import type { Before } from "../../updates/seen-before.ts";
import { readBlocks } from "../../../webhooks/contract/report-text.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { isTooLong } from "../../../webhooks/contract/text-limit.ts";
import { diffView, type DiffPart } from "./text-view.ts";

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
  const gone = items.filter(({ fate }) => fate === "removed").map((item) => said(item.before?.words));
  const count = changes.length + gone.length;
  return count === 0 ? NOTHING_CHANGED : { at: before.at, count, changes, gone };
}

function changeOf({ fate, before, after }: ComparedItem): Change[] {
  if (!after || fate === "kept" || fate === "removed") return [];
  const { line } = after;
  if (fate === "added") return [{ line, what: "New", words: [] }];
  if (fate === "moved") return [{ line, what: `Moved from ${before?.section || "the top"}`, words: [] }];
  return [{ line, what: "Changed", words: wordsOf(said(before?.words), said(after.words)) }];
}

/** The headline, the opening and whatever else cites nothing, at the first line that is one of them. */
function restOf(before: string, after: string, sources: readonly Source[]): Change[] {
  const [one, other] = [readText(before, sources).rest, readText(after, sources).rest].map(said);
  if (one === other) return [];
  const blocks = readBlocks(after, sources);
  const first = blocks.find(({ kind, prs }) => kind === "paragraph" && prs.length === 0) ?? blocks[0];
  return first ? [{ line: first.line, what: "Changed", words: wordsOf(one ?? "", other ?? "") }] : [];
}

/** Of a sentence that was rewritten so far, words in between cannot be read. */
const LEAST_KEPT = 0.4;

/** Word by word; where hardly one is left, the old sentence and the new one. */
function wordsOf(before: string, after: string): DiffPart[] {
  const { parts } = diffView(before, after);
  const kept = parts.reduce((sum, { kind, text }) => sum + (kind === "same" ? text.trim().length : 0), 0);
  if (kept / Math.max(1, Math.min(before.length, after.length)) >= LEAST_KEPT) return parts;
  return [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ].filter(({ text }) => text !== "") as DiffPart[];
}

const said = (words: string | undefined): string => saidLines(words ?? "").join(" ");
