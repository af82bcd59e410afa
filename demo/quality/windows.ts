import { z } from "zod";

const dataSet = z.object({
  repo: z.string(),
  base_branch: z.string(),
  windows: z.array(
    z.object({
      id: z.string(),
      window: z.object({ since: z.iso.datetime(), until: z.iso.datetime() }),
      prs: z.array(
        z.object({
          number: z.int(),
          base: z.string(),
          merged_at: z.iso.datetime({ offset: true }),
          title: z.string(),
          author_login: z.string().nullish(),
          author_name: z.string().nullish(),
        }),
      ),
      human_notes_markdown: z.string().default(""),
      human_items: z
        .array(z.object({ section: z.string().nullish(), text: z.string(), pr_numbers: z.array(z.int()) }))
        .default([]),
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
  /** The same in the order of their text, each with the heading that it stood under. */
  headings: Map<number, string | null>;
  /** Of what they wrote. */
  words: number;
  /** What they wrote, whole. */
  notes: string;
  /** What GitHub generates of it: every title, with its author. */
  automatic: string;
};

/** @throws {Error} in one sentence when a file is no data set. */
export function windowsIn(path: string, text: string): RecordedWindow[] {
  const read = dataSet.safeParse(readJson(path, text));
  if (!read.success) throw new Error(`${path} is no data set:\n${z.prettifyError(read.error)}`);
  const { repo, base_branch: base, windows } = read.data;
  return windows.map(({ id, window: { since, until }, prs, human_items, human_notes_markdown: notes }) => {
    const isIn = (at: number) => at >= Date.parse(since) && at < Date.parse(until);
    const within = prs.filter((pr) => pr.base === base && isIn(Date.parse(pr.merged_at)));
    const merged = new Set(within.map(({ number }) => number));
    const automatic = within
      .map((pr) => `* ${pr.title} by @${pr.author_login ?? pr.author_name ?? "ghost"} in #${pr.number}`)
      .join("\n");
    const headings = new Map(
      human_items.flatMap(({ section, pr_numbers }) =>
        pr_numbers.filter((number) => merged.has(number)).map((number) => [number, section?.trim() || null] as const),
      ),
    );
    const words = human_items.reduce((sum, item) => sum + wordsIn(item.text), 0);
    return {
      id,
      repo,
      base,
      since,
      until,
      merged,
      announced: new Set(headings.keys()),
      headings,
      words,
      notes,
      automatic,
    };
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
