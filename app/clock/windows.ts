import { MAX_WINDOW_MS } from "../../webhooks/contract/parameters.ts";
import { lastSlots, nextSlots, slotsBetween, type Rule } from "./slots.ts";

/** A rule with the time that people need between the draft and the slot. */
export type Timing = Rule & { draft_lead_minutes: number };

/** Half-open, as everywhere: `since` ≤ merged < `until`. */
export type Window = { since: Date; until: Date };

const MINUTE_MS = 60_000;

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
  return { since: new Date(Math.max(since.getTime(), until.getTime() - MAX_WINDOW_MS)), until };
}

/**
 * The slots whose draft time has come, ascending. The newest is drafted and reads for all of them.
 *
 * @param handled Slots up to here were dealt with.
 */
export function dueSlots(timing: Timing, handled: Date, now: Date): Date[] {
  const from = new Date(Math.max(handled.getTime(), now.getTime() - MAX_WINDOW_MS));
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

/**
 * Up to where everything was read: the end of the last scheduled window that holds, or, where all came to nothing, the beginning of
 * the first. What somebody composed by hand carries on from there only where it leaves nothing out.
 *
 * @param drafted Every window that the clock has had drafted, whatever came of it.
 * @returns null before the first one.
 */
export function lastEnd(
  drafted: readonly Window[],
  covered: readonly (Window & { scheduled: boolean })[],
): Date | null {
  const own = covered.filter(({ scheduled }) => scheduled).map(({ until }) => until.getTime());
  const firsts = drafted.map(({ since }) => since.getTime());
  const all = covered.map(({ until }) => until.getTime());
  if (own.length + firsts.length + all.length === 0) return null;
  if (own.length + firsts.length === 0) return new Date(Math.max(...all));
  const begin = own.length > 0 ? Math.max(...own) : Math.min(...firsts);
  return new Date(
    covered
      .toSorted((one, other) => one.since.getTime() - other.since.getTime())
      .reduce((end, { since, until }) => (since.getTime() <= end ? Math.max(end, until.getTime()) : end), begin),
  );
}

/**
 * What was drafted, came to nothing and lies behind windows that hold: no later window would read it.
 *
 * @param end As of `lastEnd`.
 */
export function gapsIn(drafted: readonly Window[], covered: readonly Window[], end: Date): Window[] {
  const behind = drafted.flatMap(({ since, until }) => (since < end ? [{ since, until: earlier(until, end) }] : []));
  const left = behind.flatMap((window) => covered.reduce(without, [window]));
  return left
    .toSorted((one, other) => one.since.getTime() - other.since.getTime())
    .reduce<Window[]>((joined, next) => {
      const last = joined.at(-1);
      if (!last || last.until < next.since) return [...joined, next];
      return [...joined.slice(0, -1), { since: last.since, until: later(last.until, next.until) }];
    }, []);
}

function without(windows: readonly Window[], taken: Window): Window[] {
  return windows.flatMap((window) =>
    [
      { since: window.since, until: earlier(window.until, taken.since) },
      { since: later(window.since, taken.until), until: window.until },
    ].filter(({ since, until }) => since < until),
  );
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
export const later = (one: Date, other: Date): Date => (one > other ? one : other);

/** A rule that never came before has had its turn a week ago. */
function slotBefore(rule: Rule, slot: Date): Date {
  const [before] = lastSlots(rule, new Date(slot.getTime() - 1), 1);
  return before ?? new Date(slot.getTime() - 7 * 24 * 3_600_000);
}

/** @returns the slots that come next, with the times that a page shows. */
export function upcoming(timing: Timing, after: Date, count: number): { slot: Date; draft_at: Date }[] {
  return nextSlots(timing, after, count).map((slot) => ({ slot, draft_at: draftTime(timing, slot) }));
}
