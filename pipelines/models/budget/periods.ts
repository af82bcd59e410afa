import { dateText } from "../../../base/date-text.ts";

/** Budgets are counted in days and months of UTC, wherever the team is. */
export function dayOf(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}

export function monthOf(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
}

/** "1 December", and "1 January 2027" in 2026. */
export function monthAfter(now: Date): string {
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  return dateText(next, now, { timeZone: "UTC", month: "long" });
}
