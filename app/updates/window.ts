import { Temporal } from "temporal-polyfill";
import type { Range } from "../../db/app/tables.ts";
import { timeZone as zoneSchema, type DateRange } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

const PRESET_DAYS = { "7d": 7, "14d": 14 } as const;

/**
 * Turns what a person chose into instants, once: the row, the preview and the run carry the same ones.
 * Days count in the profile's time zone, both ends included; the window never reaches past now.
 *
 * @param lastUntil Where the profile's last posted window ended; needed for "since last".
 * @throws {Problem} `invalid` for a time zone that is none, dates that are no dates, the wrong way round, or all in the future.
 */
export function resolveRange(range: Range, timeZone: string, now: Date, lastUntil?: Date | null): DateRange {
  if (!zoneSchema.safeParse(timeZone).success) {
    throw invalid("time_zone", `"${timeZone}" is not a time zone.`, "Choose one of the list, such as Europe/Berlin.");
  }
  const nowText = isoSeconds(now);
  if (range.preset === "last") {
    if (!lastUntil) {
      throw invalid(
        "range",
        "There is no earlier update to continue from.",
        "Choose a number of days for the first one.",
      );
    }
    return ordered({ since: isoSeconds(lastUntil), until: nowText, time_zone: timeZone });
  }
  const { from, to } = datesOf(range, timeZone, now, lastUntil);
  const since = startOf(from, timeZone, "from");
  const end = startOf(dayAfter(to), timeZone, "to");
  if (since >= nowText) throw invalid("from", `${from} has not come yet.`, "Begin on a day that has.");
  return ordered({ since, until: end < nowText ? end : nowText, time_zone: timeZone });
}

/** The dates (yyyy-mm-dd, both included) that a range stands for, as the form's two fields show them. */
export function datesOf(
  range: Range,
  timeZone: string,
  now: Date,
  lastUntil?: Date | null,
): { from: string; to: string } {
  if (range.preset === "dates") return { from: range.from, to: range.to };
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  if (range.preset === "last") {
    const from = lastUntil && Temporal.Instant.fromEpochMilliseconds(lastUntil.getTime()).toZonedDateTimeISO(timeZone);
    return { from: (from ? from.toPlainDate() : today.subtract({ days: 6 })).toString(), to: today.toString() };
  }
  const first =
    range.preset === "month" ? today.subtract({ months: 1 }) : today.subtract({ days: PRESET_DAYS[range.preset] - 1 });
  return { from: first.toString(), to: today.toString() };
}

/** Programs may give an instant where people give a date. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

function startOf(date: string, timeZone: string, field: string): string {
  try {
    if (INSTANT.test(date)) return isoSeconds(new Date(Temporal.Instant.from(date).epochMilliseconds));
    const start = Temporal.PlainDate.from(date).toZonedDateTime(timeZone);
    return isoSeconds(new Date(start.epochMilliseconds));
  } catch (cause) {
    throw invalid(field, `"${date}" is not a date.`, "Write it as 2026-11-09.", cause);
  }
}

function dayAfter(date: string): string {
  if (INSTANT.test(date)) return date;
  try {
    return Temporal.PlainDate.from(date).add({ days: 1 }).toString();
  } catch (cause) {
    throw invalid("to", `"${date}" is not a date.`, "Write it as 2026-11-16.", cause);
  }
}

function ordered(range: DateRange): DateRange {
  if (range.since < range.until) return range;
  throw invalid("to", "The range ends before it begins.", "Swap the two dates.");
}

/** GitHub's times have whole seconds. */
function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function invalid(path: string, message: string, fix: string, cause?: unknown): Problem {
  return new Problem("invalid", message, fix, { cause, details: [{ path, code: "range", message, fix }] });
}
