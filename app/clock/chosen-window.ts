import { Temporal } from "temporal-polyfill";
import type { WindowChoice } from "../../db/app/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { instant, MAX_WINDOW_MS, timeZone as zoneSchema, type DateRange } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

const PRESET_DAYS = { "7d": 7, "14d": 14 } as const;
/** Whoever looked longer ago than this gets a window that ends now. */
const SHOWN_FOR_MS = 3_600_000;

/** What this clock can say: releases are on no clock. */
export type TimeChoice = Exclude<WindowChoice, { preset: "release" | "tags" }>;

type Around = {
  /** Where the profile's last posted window ended; needed for "since last". */
  lastUntil?: Date | null | undefined;
  /** What the same choice stood for when somebody was shown it: that is what they asked for, unless it is old. */
  shown?: DateRange | null | undefined;
};

/**
 * Turns what a person or a schedule chose into instants, once: the preview, the row and the run carry the same ones.
 * Days count in the profile's time zone, both ends included; the window never reaches past now.
 *
 * @throws {Problem} `invalid` for a time zone that is none, dates that are no dates, the wrong way round, or all in the future, and for
 *   more than the contract's longest window.
 */
export function resolveWindow(
  choice: TimeChoice,
  timeZone: string,
  now: Date,
  { lastUntil, shown }: Around = {},
): DateRange {
  if (!zoneSchema.safeParse(timeZone).success) {
    throw invalid("time_zone", `"${timeZone}" is not a time zone.`, "Choose one from the list, such as Europe/Berlin.");
  }
  const nowText = isoSeconds(now);
  const { since, until, begin, said } = endsOf(choice, timeZone, now, lastUntil);
  if (since >= nowText) throw invalid(begin, `${said} has not come yet.`, "Begin on a day that has.");
  if (since >= until) throw invalid("to", "The range ends before it begins.", "Swap the two dates.");
  const fresh = { since, until: until < nowText ? until : nowText, time_zone: timeZone };
  if (Date.parse(fresh.until) - Date.parse(since) > MAX_WINDOW_MS) {
    throw invalid(begin, `More than ${LIMITS.window_days} days are too many for one update.`, "Begin later.");
  }
  return shown && isStill(shown, fresh, now) ? { ...fresh, until: shown.until } : fresh;
}

/** Only the end of a window that ends now moves while somebody looks at it. */
function isStill(shown: DateRange, fresh: DateRange, now: Date): boolean {
  const [end, begin] = [Date.parse(shown.until), Date.parse(shown.since)];
  const ends = fresh.until === isoSeconds(now) && shown.until <= fresh.until && now.getTime() - end <= SHOWN_FOR_MS;
  return ends && shown.since === fresh.since && begin < end;
}

/** `begin`: the field that says where it begins; `said`: in its words. */
function endsOf(choice: TimeChoice, timeZone: string, now: Date, lastUntil: Date | null | undefined) {
  if (choice.preset === "instants") {
    const [since, until] = [instantOf(choice.since, "since"), instantOf(choice.until, "until")];
    return { since, until, begin: "window", said: since };
  }
  if (choice.preset === "last") {
    if (!lastUntil) {
      const fix = "Choose a number of days for the first one.";
      throw invalid("window", "There is no earlier update to continue from.", fix);
    }
    const since = isoSeconds(lastUntil);
    return { since, until: isoSeconds(now), begin: "window", said: since };
  }
  const { from, to } = datesOf(choice, timeZone, now, lastUntil);
  const since = startOf(dateIn(from, "from"), timeZone);
  return { since, until: startOf(dateIn(to, "to").add({ days: 1 }), timeZone), begin: "from", said: from };
}

/** The dates (yyyy-mm-dd, both included) that a window stands for, as the form's two fields show them. */
export function datesOf(
  choice: TimeChoice,
  timeZone: string,
  now: Date,
  lastUntil?: Date | null,
): { from: string; to: string } {
  if (choice.preset === "dates") return { from: choice.from, to: choice.to };
  const dateAt = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate();
  const today = dateAt(now.getTime());
  if (choice.preset === "instants") {
    const [since, until] = [Date.parse(choice.since), Date.parse(choice.until)];
    if (Number.isNaN(since) || Number.isNaN(until)) return { from: "", to: "" };
    return { from: dateAt(since).toString(), to: dateAt(until - 1).toString() };
  }
  if (choice.preset === "last") {
    const from = lastUntil ? dateAt(lastUntil.getTime()) : today.subtract({ days: 6 });
    return { from: from.toString(), to: today.toString() };
  }
  const first =
    choice.preset === "month"
      ? today.subtract({ months: 1 })
      : today.subtract({ days: PRESET_DAYS[choice.preset] - 1 });
  return { from: first.toString(), to: today.toString() };
}

function dateIn(date: string, field: "from" | "to"): Temporal.PlainDate {
  try {
    if (DATE.test(date)) return Temporal.PlainDate.from(date);
  } catch (cause) {
    throw noDate(date, field, cause);
  }
  throw noDate(date, field);
}

/** What a browser's date field sends; Temporal would take an instant, too. */
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const noDate = (date: string, field: string, cause?: unknown) =>
  invalid(field, `"${date}" is not a date.`, "Write it as 2026-11-09.", cause);

const startOf = (date: Temporal.PlainDate, timeZone: string): string =>
  isoSeconds(new Date(date.toZonedDateTime(timeZone).epochMilliseconds));

function instantOf(text: string, field: string): string {
  if (instant.safeParse(text).success) return isoSeconds(new Date(text));
  throw invalid("window", `The window’s ${field} is no time.`, "Choose days instead.");
}

/** GitHub's times have whole seconds. */
function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function invalid(path: string, message: string, fix: string, cause?: unknown): Problem {
  return new Problem("invalid", message, fix, { cause, details: [{ path, code: "window", message, fix }] });
}
