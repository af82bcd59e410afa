/** The work of comparing two texts word by word grows with both of their lengths: more pairs of words than these are only counted. */
const MOST_PAIRS = 250_000;

export const splitWords = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

/**
 * How many words have to be put in, taken out or exchanged to make one list of the other. Of two long ones that differ in most places
 * it is how many words one of them has more of: never too many.
 */
export function wordDistance(before: readonly string[], after: readonly string[]): number {
  let start = 0;
  const least = Math.min(before.length, after.length);
  while (start < least && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const one = before.slice(start, before.length - end);
  const other = after.slice(start, after.length - end);
  if (one.length * other.length > MOST_PAIRS) return countedDistance(one, other);
  return levenshtein(one, other);
}

function levenshtein(one: readonly string[], other: readonly string[]): number {
  let row = Uint32Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, word] of one.entries()) {
    const next = new Uint32Array(other.length + 1);
    next[0] = index + 1;
    for (let at = 1; at <= other.length; at += 1) {
      const exchanged = (row[at - 1] ?? 0) + (word === other[at - 1] ? 0 : 1);
      next[at] = Math.min(exchanged, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function countedDistance(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of one) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of other) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared += 1;
    left.set(word, count - 1);
  }
  return Math.max(one.length, other.length) - shared;
}

/** What a text says, for comparing: without marks, case and numbers of pull requests. */
export const wordSet = (text: string): ReadonlySet<string> =>
  new Set(text.toLowerCase().match(/(?<![\p{L}\p{N}#])[\p{L}\p{N}]+/gu) ?? []);

/** How much two sets of words have in common, 0 to 1 (Jaccard). */
export function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 && other.size === 0) return 1;
  let shared = 0;
  for (const word of one) if (other.has(word)) shared += 1;
  return shared / (one.size + other.size - shared);
}
