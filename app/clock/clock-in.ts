import { dateText } from "../../base/date-text.ts";

/** "Mon 23 Nov, 09:00", on the clocks of a place. */
export function clockIn(timeZone: string, now: Date): (at: Date) => string {
  return (at) => dateText(at, now, { timeZone, weekday: true, clock: true });
}
