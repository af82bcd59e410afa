/** What one step changed: lines that stood there, lines that stand there instead, and one line more on both sides. */
export type Step = { line: number; removed: readonly string[]; added: readonly string[] };

/** Null where they are equal. */
export function stepBetween(before: string, after: string): Step | null {
  if (before === after) return null;
  const [old, now] = [before.split("\n"), after.split("\n")];
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const [from, to] = [Math.max(0, start - 1), Math.max(0, end - 1)];
  return { line: from, removed: old.slice(from, old.length - to), added: now.slice(from, now.length - to) };
}

export const inverseOf = ({ line, removed, added }: Step): Step => ({ line, removed: added, added: removed });

/**
 * The text with this step done, also where others changed it elsewhere meanwhile. Null where its lines are not there any more, or
 * stand there more than once.
 */
export function doStep(text: string, { line, removed, added }: Step): string | null {
  const lines = text.split("\n");
  const stands = (at: number) => removed.every((one, index) => lines[at + index] === one);
  const [first = -1, another] = stands(line) ? [line] : lines.flatMap((_, at) => (stands(at) ? [at] : []));
  if (first < 0 || another !== undefined) return null;
  return lines.toSpliced(first, removed.length, ...added).join("\n");
}
