import { Problem } from "../../webhooks/contract/problem.ts";
import { OWN_LIMITS } from "../limits.ts";

/** What each field allows, ascending. Weekdays count from 0, Sunday, to 6. */
export type Cron = {
  minutes: readonly number[];
  hours: readonly number[];
  days: readonly number[];
  months: readonly number[];
  weekdays: readonly number[];
  /** A day of the month and a weekday are both asked for: a day that is one of them will do. */
  eitherDay: boolean;
};

type Field = { path: keyof Cron; called: string; from: number; to: number; names?: readonly string[] };

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const MINUTE: Field = { path: "minutes", called: "minute", from: 0, to: 59 };
const HOUR: Field = { path: "hours", called: "hour", from: 0, to: 23 };
const DAY: Field = { path: "days", called: "day of the month", from: 1, to: 31 };
const MONTH: Field = { path: "months", called: "month", from: 1, to: 12, names: MONTHS };
/** 7 is Sunday as well, so that 5-7 is Friday to Sunday. */
const WEEKDAY: Field = { path: "weekdays", called: "weekday", from: 0, to: 7, names: WEEKDAYS };

/**
 * Reads the five fields minute, hour, day of the month, month, weekday: `*`, numbers, names, lists, ranges and steps.
 *
 * @throws {Problem} `invalid`, saying which field is wrong and how to write it.
 * @source crontab(5) for the meaning, also of a day of the month beside a weekday. Nothing but its five fields is read: no `@weekly`,
 *   no seconds, no `L`, `#` or `?`.
 */
export function parseCron(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5 || text.length > OWN_LIMITS.cron_chars) {
    throw invalid("A cron line has five fields.", "Write minute, hour, day, month and weekday, such as 0 9 * * 1.");
  }
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = fields;
  return {
    minutes: valuesOf(minute, MINUTE),
    hours: valuesOf(hour, HOUR),
    days: valuesOf(day, DAY),
    months: valuesOf(month, MONTH),
    weekdays: ascending(valuesOf(weekday, WEEKDAY).map((value) => value % 7)),
    eitherDay: !day.startsWith("*") && !weekday.startsWith("*"),
  };
}

function valuesOf(text: string, field: Field): number[] {
  return ascending(text.split(",").flatMap((term) => termOf(term, field)));
}

const TERM = /^(?<first>\*|\w+)(?:-(?<last>\w+))?(?:\/(?<step>\d+))?$/;

/** One of `*`, `3`, `mon`, `1-5`, each range with a step if wanted: `*\/15`, `8-18/2`. */
function termOf(term: string, field: Field): number[] {
  const { first, last, step } = TERM.exec(term)?.groups ?? {};
  const every = first === "*";
  if (!first || (every && last !== undefined)) throw notRead(term, field);
  if (step !== undefined && !every && last === undefined) throw notRead(term, field);
  // A star ends before the second name of Sunday.
  const from = every ? field.from : numberOf(first, field);
  const to = every ? (field === WEEKDAY ? 6 : field.to) : last === undefined ? from : numberOf(last, field);
  const by = step === undefined ? 1 : Number(step);
  if (from > to || by < 1 || by > field.to) throw notRead(term, field);
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}

function numberOf(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + (field === MONTH ? 1 : 0);
  const value = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  if (!(value >= field.from && value <= field.to)) throw notRead(text, field);
  return value;
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}

function notRead(term: string, { called, from, to }: Field): Problem {
  return invalid(`"${term}" is no ${called}.`, `Write ${from} to ${to}, a list such as ${from},${from + 1}, or *.`);
}

function invalid(message: string, fix: string): Problem {
  return new Problem("invalid", message, fix, { details: [{ path: "cron", code: "cron", message, fix }] });
}
