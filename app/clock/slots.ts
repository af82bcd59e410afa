import { Temporal } from "temporal-polyfill";
import { parseCron, type Cron } from "./cron.ts";

/** When an update is due: five fields of cron, read on the clocks of a place. */
export type Rule = { cron: string; time_zone: string };

/** How far ahead a slot is looked for: 29 February on a Sunday may be 40 years away. */
const SEARCH_DAYS = 15_000;
const DAY_MS = 24 * 3_600_000;

/**
 * The slots after an instant, ascending. Where the clocks are put forward, a time that is left out moves to the first that is not;
 * where they are put back, a time that comes twice counts the first time only. Ends for a rule that does not come again.
 *
 * @throws {Problem} `invalid` for a cron line that cannot be read.
 */
function* slotsAfter({ cron, time_zone }: Rule, after: Date): Generator<Date> {
  const fields = parseCron(cron);
  let newest = after;
  // A day earlier: what a day lost at its end moves into the next one.
  let day = zoned(after, time_zone).toPlainDate().subtract({ days: 1 });
  for (let searched = 0; searched < SEARCH_DAYS; searched++, day = day.add({ days: 1 })) {
    if (!fits(fields, day)) continue;
    for (const slot of slotsOn(day, fields, time_zone)) {
      if (slot <= newest) continue;
      yield (newest = slot);
      searched = 0;
    }
  }
}

/** @returns fewer than `count`, or none, for a rule that does not come again, such as 30 February. */
export function nextSlots(rule: Rule, after: Date, count: number): Date[] {
  const found: Date[] = [];
  if (count < 1) return found;
  for (const slot of slotsAfter(rule, after)) {
    if (found.push(slot) === count) break;
  }
  return found;
}

/** Slots with `after` < slot ≤ `until`, ascending. */
export function slotsBetween(rule: Rule, after: Date, until: Date): Date[] {
  const found: Date[] = [];
  for (const slot of slotsAfter(rule, after)) {
    if (slot > until) break;
    found.push(slot);
  }
  return found;
}

/** The newest slots up to and with an instant, ascending; fewer when they lie far back. */
export function lastSlots(rule: Rule, until: Date, count: number): Date[] {
  let slots: Date[] = [];
  for (const days of [1, 8, 40, 400, 4_000]) {
    if (slots.length < count) slots = slotsBetween(rule, new Date(until.getTime() - days * count * DAY_MS), until);
  }
  return slots.slice(-count);
}

function fits({ days, months, weekdays, eitherDay }: Cron, day: Temporal.PlainDate): boolean {
  if (!months.includes(day.month)) return false;
  const [date, weekday] = [days.includes(day.day), weekdays.includes(day.dayOfWeek % 7)];
  return eitherDay ? date || weekday : date && weekday;
}

function* slotsOn(day: Temporal.PlainDate, { hours, minutes }: Cron, timeZone: string): Generator<Date> {
  for (const hour of hours) {
    for (const minute of minutes) yield instantOf(day.toPlainDateTime({ hour, minute }), timeZone);
  }
}

function instantOf(wall: Temporal.PlainDateTime, timeZone: string): Date {
  // "compatible": the first of two, and beyond a gap by as much as the time lay in it.
  const at = wall.toZonedDateTime(timeZone, { disambiguation: "compatible" });
  const exists = at.toPlainDateTime().equals(wall);
  // The nanosecond: a gap's first time lands on the change itself, and "previous" means before.
  const slot = exists ? at : (at.add({ nanoseconds: 1 }).getTimeZoneTransition("previous") ?? at);
  return new Date(slot.epochMilliseconds);
}

function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}
