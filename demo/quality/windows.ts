import { z } from "zod";

const dataSet = z.object({
  repo: z.string(),
  base_branch: z.string(),
  windows: z.array(
    z.object({
      id: z.string(),
      window: z.object({ since: z.iso.datetime(), until: z.iso.datetime() }),
      prs: z.array(z.object({ number: z.int(), base: z.string(), merged_at: z.iso.datetime({ offset: true }) })),
      human_items: z.array(z.object({ text: z.string(), pr_numbers: z.array(z.int()) })).default([]),
    }),
  ),
});

/** A window that was recorded, with what its maintainers announced of it. */
export type RecordedWindow = {
  id: string;
  repo: string;
  base: string;
  since: string;
  until: string;
  /** Numbers of all that was merged in it. */
  merged: Set<number>;
  announced: Set<number>;
  /** Of what they wrote. */
  words: number;
};

/** @throws {Error} in one sentence when a file is no data set. */
export function windowsIn(path: string, text: string): RecordedWindow[] {
  const read = dataSet.safeParse(readJson(path, text));
  if (!read.success) throw new Error(`${path} is no data set:\n${z.prettifyError(read.error)}`);
  const { repo, base_branch: base, windows } = read.data;
  return windows.map(({ id, window: { since, until }, prs, human_items }) => {
    const isIn = (at: number) => at >= Date.parse(since) && at < Date.parse(until);
    const merged = new Set(
      prs.filter((pr) => pr.base === base && isIn(Date.parse(pr.merged_at))).map(({ number }) => number),
    );
    const announced = human_items.flatMap(({ pr_numbers }) => pr_numbers).filter((number) => merged.has(number));
    const words = human_items.reduce((sum, item) => sum + wordsIn(item.text), 0);
    return { id, repo, base, since, until, merged, announced: new Set(announced), words };
  });
}

export const wordsIn = (text: string): number => text.split(/\s+/).filter(Boolean).length;

function readJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
  }
}
