import type { Replaced } from "../../webhooks/contract/events.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { ALSO_MERGED, readBlocks, type TextBlock } from "../../webhooks/contract/report-text.ts";
import { isTooLong } from "../../webhooks/contract/text-limit.ts";

/** What the rules wrote and a person has not touched since. `line`: 1-based; null where nothing stands, as of an opening. */
export type ReplacedLine = Replaced & { line: number | null };

/** `told`: how many lines of the text tell of something, `by_rules`: how many of these the rules wrote in place of the model. */
export type ReplacedLines = { lines: ReplacedLine[]; told: number; by_rules: number };

/**
 * Where the rules wrote in place of the model. A line that somebody changed is that person's, and has no mark any more.
 *
 * @param agent The text as the run wrote it.
 */
export function replacedLines(
  text: string,
  agent: string,
  replaced: readonly Replaced[],
  sources: readonly Source[],
): ReplacedLines {
  if (replaced.length === 0 || isTooLong(text)) return { lines: [], told: 0, by_rules: 0 };
  const blocks = readBlocks(text, sources);
  const kept = new Set(readBlocks(agent, sources).map(({ text: words }) => words));
  const stands = blocks.filter(({ kind, text: words }) => kind === "list_item" && kept.has(words));
  const lines = replaced.flatMap((mark): ReplacedLine[] => {
    if (mark.what === "opening") return hasOpening(blocks) ? [] : [{ ...mark, line: null }];
    return stands.filter((block) => isOf(block, mark)).map(({ line }) => ({ ...mark, line }));
  });
  const told = blocks.filter(
    ({ kind, prs, section }) => kind === "list_item" && prs.length > 0 && section !== ALSO_MERGED,
  );
  const written = new Set(lines.flatMap(({ what, line }) => (what === "sentence" ? [line] : [])));
  return { lines: lines.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)), told: told.length, by_rules: written.size };
}

/** "The rules wrote 3 of 14 lines instead of the model"; "" where they wrote nothing. */
export function replacedText({ lines, told, by_rules }: ReplacedLines): string {
  if (lines.length === 0) return "";
  if (by_rules === 0) return "The rules mended what the model wrote";
  if (by_rules === told && told > 1)
    return `The rules wrote ${told === 2 ? "both" : `all ${told}`} lines instead of the model`;
  return `The rules wrote ${by_rules} of ${told} ${told === 1 ? "line" : "lines"} instead of the model`;
}

/** An item with many pull requests may stand in several lines; a group may count more than the mark is about. */
function isOf({ prs, section }: TextBlock, { what, prs: of }: Replaced): boolean {
  if (what === "label") return section === ALSO_MERGED && of.length > 0 && of.some((pr) => prs.includes(pr));
  return section !== ALSO_MERGED && prs.length > 0 && prs.every((pr) => of.includes(pr));
}

/** Words above the first section. */
function hasOpening(blocks: readonly TextBlock[]): boolean {
  const first = blocks.findIndex(({ kind }, index) => index > 0 && kind === "heading");
  return blocks.slice(0, first < 0 ? undefined : first).some(({ kind }) => kind === "paragraph");
}
