import { Temporal } from "temporal-polyfill";

/** The Monday (yyyy-mm-dd) of the week that an instant is in, on the clocks of a place. */
export function mondayOf(time: Date, timeZone: string): string {
  const day = Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
}

/** The Mondays of the last weeks, this one included, ascending. */
export function lastMondays(now: Date, timeZone: string, count: number): string[] {
  const newest = Temporal.PlainDate.from(mondayOf(now, timeZone));
  return Array.from({ length: count }, (_, index) => newest.subtract({ weeks: count - 1 - index }).toString());
}
