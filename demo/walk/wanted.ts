import { z } from "zod";

/** What the walk shall summarise. */
export type Wanted = {
  repo: string;
  base: string;
  /** ISO instants, half-open. */
  since: string;
  until: string;
  /** The data-set file that demo GitHub serves; null: its own, or the real GitHub. */
  data: string | null;
  real: boolean;
  /** Who writes; null: whatever Pulse prefers. */
  model: string | null;
};

const dataSet = z.object({
  repo: z.string(),
  base_branch: z.string(),
  windows: z.array(z.object({ id: z.string(), window: z.object({ since: z.string(), until: z.string() }) })),
});

/** @throws {Error} in one sentence when the window is not in the file. */
export function dataWindow(path: string, text: string, id: string | undefined): Wanted {
  const { repo, base_branch, windows } = dataSet.parse(JSON.parse(text));
  const found = id ? windows.find((one) => one.id === id) : windows[0];
  if (!found) throw new Error(`There is no window "${id}". This file has ${windows.map((one) => one.id).join(", ")}.`);
  const { since, until } = found.window;
  return { repo, base: base_branch, since: iso(since), until: iso(until), data: path, real: false, model: null };
}

const UNIT_MS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** "7d", "36h", "2w", or a date. @throws {Error} in one sentence for anything else. */
export function sinceText(text: string, now: Date): { since: string; until: string } {
  const [, amount, unit] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  const since =
    amount && unit ? new Date(now.getTime() - Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]) : new Date(text);
  if (Number.isNaN(since.getTime()))
    throw new Error(`--since "${text}" is not a time. Write 7d, 36h, 2w or 2026-11-09.`);
  return { since: iso(since.toISOString()), until: iso(now.toISOString()) };
}

/** Whole seconds, as GitHub counts. */
function iso(text: string): string {
  return `${new Date(text).toISOString().slice(0, 19)}Z`;
}
