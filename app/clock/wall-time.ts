import { Temporal } from "temporal-polyfill";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{2}:\d{2}$/;

/**
 * The instant of a day and a time on the clocks of a place, as two fields of a form send them: the first of two where the clocks are put
 * back. Null for what is none, the hour that is left out where they are put forward among it.
 */
export function wallTime(date: string, time: string, timeZone: string): Date | null {
  if (!DATE.test(date) || !TIME.test(time)) return null;
  try {
    const wall = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
    const at = wall.toZonedDateTime(timeZone, { disambiguation: "compatible" });
    return at.toPlainDateTime().equals(wall) ? new Date(at.epochMilliseconds) : null;
  } catch {
    return null;
  }
}

/** The day that it is then on the clocks of a place, as a form's field has it: "2026-11-29". */
export function dayThere(at: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
