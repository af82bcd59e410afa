import type { FeedbackRow } from "../../db/app/feedback.ts";
import { fates, type ItemFate } from "../../webhooks/contract/item-fates.ts";
import { mondayOf } from "../clock/weeks.ts";

/** What approved texts say together. Null: there is nothing to reckon it from. */
export type Figures = {
  texts: number;
  fates: Record<ItemFate, number>;
  /** The part of what the agent told that people left in its words, 0 to 1. Moved counts as left. */
  acceptance: number | null;
  /** The part of the approved text that people wrote themselves, of the text in the middle. */
  effort: number | null;
  /** From the draft to its first approval, of the text in the middle. */
  hours: number | null;
  /** Faults and flags in an agent's text, on average over those that were checked. */
  findings: number | null;
};

const HOUR_MS = 3_600_000;

export function figuresOf(rows: readonly FeedbackRow[]): Figures {
  const counts = countsOf(rows);
  const left = counts.kept + counts.moved;
  const told = left + counts.edited + counts.removed;
  const found = rows.flatMap((row) => findingsIn(row) ?? []);
  return {
    texts: rows.length,
    fates: counts,
    acceptance: told === 0 ? null : left / told,
    effort: median(rows.map(({ effort }) => effort)),
    hours: median(rows.map(hoursOf)),
    findings: found.length === 0 ? null : found.reduce((sum, one) => sum + one, 0) / found.length,
  };
}

export const hoursOf = ({ drafted_at, approved_at }: FeedbackRow): number =>
  Math.max(0, approved_at.getTime() - drafted_at.getTime()) / HOUR_MS;

export const findingsIn = ({ faults, flags }: FeedbackRow): number | null =>
  faults === null || flags === null ? null : faults + flags;

/** One for each of these Mondays, also where nothing was approved. */
export function figuresByWeek(rows: readonly FeedbackRow[], mondays: readonly string[], timeZone: string): Figures[] {
  const weeks = Map.groupBy(rows, ({ approved_at }) => mondayOf(approved_at, timeZone));
  return mondays.map((monday) => figuresOf(weeks.get(monday) ?? []));
}

/** How often each reason was given. */
export function reasonsIn(rows: readonly FeedbackRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reasons } of rows) {
    for (const [reason, count] of Object.entries(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return counts;
}

function countsOf(rows: readonly FeedbackRow[]): Record<ItemFate, number> {
  const sums = fates.map((fate) => [fate, rows.reduce((sum, row) => sum + row[fate], 0)] as const);
  // Safe: made of every fate.
  return Object.fromEntries(sums) as Record<ItemFate, number>;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
