import { fates, type ItemFate } from "./item-fates.ts";
import type { Source } from "./parameters.ts";
import { readText, type ReadText, type TextItem } from "./text-items.ts";
import { likeness, wordDistance, splitWords } from "./word-edits.ts";

/** What became of one item. `before` is the agent's, `after` people's; one of them is null for what was taken out or added. */
export type ComparedItem = { key: string; fate: ItemFate; before: TextItem | null; after: TextItem | null };

type Comparison = { items: ComparedItem[]; word_edits: number };

/** Two items that cite other pull requests are the same one if so much of what they say is. */
const ALIKE = 0.5;
/** Pairs that are looked at in each step; beyond them the order of the text has to do. */
const MOST_PAIRS = 40_000;

/**
 * The agent's text and the approved one, item by item: paired first by what they cite, then by what they say, then by being told in
 * another item that cites all of theirs. Pure, and bounded for any two texts that fit.
 *
 * @param sourcesAfter Of the approved text, where it is about others.
 */
export function compareTexts(
  agent: string,
  approved: string,
  sources: readonly Source[],
  sourcesAfter: readonly Source[] = sources,
): Comparison {
  const [before, after] = [readText(agent, sources), readText(approved, sourcesAfter)];
  const pairs = pairsOf(before.items, after.items);
  const taken = new Set(pairs.values());
  const items = [
    ...before.items.map((item) => comparedItem(item, pairs.get(item) ?? null, before, after)),
    ...after.items.flatMap((item) =>
      taken.has(item) ? [] : [{ key: item.key, fate: "added" as const, before: null, after: item }],
    ),
  ];
  return { items, word_edits: wordEdits(items, before, after, splitWords(approved).length) };
}

export function countFates(items: readonly Pick<ComparedItem, "fate">[]): Record<ItemFate, number> {
  const counts = fates.map((fate) => [fate, items.filter((item) => item.fate === fate).length] as const);
  // Safe: made of every fate.
  return Object.fromEntries(counts) as Record<ItemFate, number>;
}

function comparedItem(item: TextItem, after: TextItem | null, agent: ReadText, approved: ReadText): ComparedItem {
  const fate = !after
    ? "removed"
    : item.words !== after.words
      ? "edited"
      : hasMoved(item, after, agent, approved)
        ? "moved"
        : "kept";
  return { key: item.key, fate, before: item, after };
}

/** A section that is only called otherwise now has moved nothing. */
function hasMoved(item: TextItem, after: TextItem, agent: ReadText, approved: ReadText): boolean {
  if (item.section === after.section) return false;
  return approved.sections.has(item.section) || agent.sections.has(after.section);
}

function pairsOf(before: readonly TextItem[], after: readonly TextItem[]): Map<TextItem, TextItem> {
  const pairs = new Map<TextItem, TextItem>();
  const free = () => {
    const taken = new Set(pairs.values());
    return { left: before.filter((item) => !pairs.has(item)), right: after.filter((item) => !taken.has(item)) };
  };
  const citing = Map.groupBy(after, citedBy);
  for (const [cited, items] of Map.groupBy(before, citedBy)) pairUp(pairs, items, citing.get(cited) ?? [], 0);
  const unpaired = free();
  if (unpaired.left.length * unpaired.right.length <= MOST_PAIRS) pairUp(pairs, unpaired.left, unpaired.right, ALIKE);
  for (const item of free().left) {
    const teller = after.find(({ prs }) => item.prs.every((pr) => prs.includes(pr)));
    if (teller) pairs.set(item, teller);
  }
  return pairs;
}

const citedBy = ({ prs }: TextItem): string => prs.toSorted().join(" ");

/** The most alike first, each once. */
function pairUp(
  pairs: Map<TextItem, TextItem>,
  left: readonly TextItem[],
  right: readonly TextItem[],
  least: number,
): void {
  if (left.length * right.length > MOST_PAIRS) {
    for (const [index, item] of left.slice(0, right.length).entries()) pairs.set(item, right[index] ?? item);
    return;
  }
  const taken = new Set<TextItem>();
  const scored = left.flatMap((one) => right.map((other) => ({ one, other, score: score(one, other) })));
  for (const { one, other, score } of scored.toSorted((a, b) => b.score - a.score)) {
    if (score < least || pairs.has(one) || taken.has(other)) continue;
    pairs.set(one, other);
    taken.add(other);
  }
}

/** The very words, in the very section, before all that is only alike. */
function score(one: TextItem, other: TextItem): number {
  if (one.words === other.words) return one.section === other.section ? 3 : 2;
  return likeness(one.said, other.said);
}

/** Words put in, taken out and exchanged, for each word of the approved text; an item that moved counts as one. */
function wordEdits(items: readonly ComparedItem[], before: ReadText, after: ReadText, words: number): number {
  const told = new Set<TextItem>();
  const edits = items.map((item) => {
    // What was told into another item's line is compared with it once.
    const again = item.after !== null && told.has(item.after);
    if (item.after) told.add(item.after);
    if (item.fate === "kept") return 0;
    if (item.fate === "moved") return 1;
    return wordDistance(splitWords(item.before?.words ?? ""), again ? [] : splitWords(item.after?.words ?? ""));
  });
  const rest = wordDistance(splitWords(before.rest), splitWords(after.rest));
  return edits.reduce((sum, one) => sum + one, rest) / Math.max(1, words);
}
