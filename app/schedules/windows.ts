import { lastSlots, nextSlots, slotsBetween, type Rule } from "./slots.ts";

/** A rule with the time that people need between the draft and the slot. */
export type Timing = Rule & { draft_lead_minutes: number };

/** Half-open, as everywhere: `since` ≤ merged < `until`. */
export type Window = { since: Date; until: Date };

const MINUTE_MS = 60_000;
/** The contract's longest window is 366 days. */
const LONGEST_MS = 365 * 24 * 3_600_000;

export function draftTime({ draft_lead_minutes }: Timing, slot: Date): Date {
  return new Date(slot.getTime() - draft_lead_minutes * MINUTE_MS);
}

/**
 * What one slot's update reads: everything from where the last window ended to the slot's draft time. So two that follow each other
 * share nothing and leave nothing out, whatever the clocks did and however many slots were missed between them.
 *
 * @param lastEnd Null: there is none yet, and the window is one turn of the rule long.
 * @returns null when everything up to the draft time has been read already.
 */
export function windowOfSlot(timing: Timing, slot: Date, lastEnd: Date | null): Window | null {
  return windowUntil(draftTime(timing, slot), lastEnd ?? draftTime(timing, slotBefore(timing, slot)));
}

/** The same for one that ends when a person says so. */
export function windowUntil(until: Date, since: Date): Window | null {
  if (since >= until) return null;
  return { since: new Date(Math.max(since.getTime(), until.getTime() - LONGEST_MS)), until };
}

/**
 * The slots whose draft time has come, ascending. The newest is drafted and reads for all of them.
 *
 * @param handled Slots up to here were dealt with.
 */
export function dueSlots(timing: Timing, handled: Date, now: Date): Date[] {
  const from = new Date(Math.max(handled.getTime(), now.getTime() - LONGEST_MS));
  return slotsBetween(timing, from, horizonOf(timing, now));
}

/** The newest slot that may be due now: whatever is later is drafted later. */
const horizonOf = ({ draft_lead_minutes }: Timing, now: Date): Date =>
  new Date(now.getTime() + draft_lead_minutes * MINUTE_MS);

/** The last windows as the rule would have made them, oldest first, each with the slot it belongs to. */
export function pastWindows(timing: Timing, now: Date, count: number): { slot: Date; window: Window }[] {
  const slots = lastSlots(timing, horizonOf(timing, now), count + 1);
  return slots.slice(1).flatMap((slot, index) => {
    const window = windowUntil(draftTime(timing, slot), draftTime(timing, slots[index] ?? slot));
    return window ? [{ slot, window }] : [];
  });
}

export const overlap = (one: Window, other: Window): boolean => one.since < other.until && other.since < one.until;

/** Where the last of these windows ends; null when there is none. */
export function lastEnd(covered: readonly Window[]): Date | null {
  return covered.length === 0 ? null : new Date(Math.max(...covered.map(({ until }) => until.getTime())));
}

/** A rule that never came before has had its turn a week ago. */
function slotBefore(rule: Rule, slot: Date): Date {
  const [before] = lastSlots(rule, new Date(slot.getTime() - 1), 1);
  return before ?? new Date(slot.getTime() - 7 * 24 * 3_600_000);
}

/** @returns the slots that come next, with the times that a page shows. */
export function upcoming(timing: Timing, after: Date, count: number): { slot: Date; draft_at: Date }[] {
  return nextSlots(timing, after, count).map((slot) => ({ slot, draft_at: draftTime(timing, slot) }));
}
