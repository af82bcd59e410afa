import { type DateRange, lastWeek, type Parameters } from "../../../webhooks/contract/parameters.ts";
import { NEWEST_RELEASE, type ResolvedRange } from "../../../webhooks/contract/range.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Reading } from "../sources.ts";
import type { AskingReleases } from "./asking.ts";
import { resolveRange } from "./ranges.ts";

type Asked = Pick<Parameters, "date_range" | "range" | "analysis_type">;
type Asking = Pick<AskingReleases, "commitAt" | "releases" | "tagNames" | "compare">;

type Windowed = { window: DateRange; readings: Reading[]; ranges: ResolvedRange[] | undefined; notes: string[] };

/** What is to come is sought for so long where there is no release yet. */
const NEXT_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

/**
 * The window of a run: days as they were asked for, or what a range by releases is for each source.
 *
 * @param now ISO, when the run began.
 * @throws {Problem} that names every source for which the range is none.
 */
export async function windowFor(
  asked: Asked,
  readings: readonly Reading[],
  now: string,
  ask: Asking,
): Promise<Windowed> {
  const { date_range, range, analysis_type } = asked;
  if (range) return rangesFor(readings, range, now, ask);
  if (date_range || analysis_type !== "whats_next") {
    return { window: date_range ?? lastWeek(new Date(now)), readings: [...readings], ranges: undefined, notes: [] };
  }
  try {
    return await rangesFor(readings, { since_release: NEWEST_RELEASE, time_zone: "UTC" }, now, ask);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "not_found") throw error;
    const until = wholeSecond(Date.parse(now));
    const since = wholeSecond(Date.parse(now) - NEXT_DAYS * DAY_MS);
    const notes = [`${error.message} What was merged in the last ${NEXT_DAYS} days is read.`];
    return { window: { since, until, time_zone: "UTC" }, readings: [...readings], ranges: undefined, notes };
  }
}

async function rangesFor(
  readings: readonly Reading[],
  range: NonNullable<Parameters["range"]>,
  now: string,
  ask: Asking,
): Promise<Windowed> {
  const found: Reading[] = [];
  const ranges: ResolvedRange[] = [];
  const notes: string[] = [];
  const faults: Problem[] = [];
  for (const reading of readings) {
    try {
      const one = await resolveRange(reading, range, wholeSecond(Date.parse(now)), ask);
      found.push({ ...reading, within: one.within });
      ranges.push(one.within.resolved);
      notes.push(...one.notes);
    } catch (error) {
      if (!(error instanceof Problem) || error.details.length === 0) throw error;
      faults.push(error);
    }
  }
  if (faults.length > 0) throw together(faults);
  const since = wholeSecond(Math.min(...found.map(({ within }) => Date.parse(within?.since ?? now))));
  const until = wholeSecond(
    Math.max(...found.map(({ within }) => Date.parse(within?.until ?? now)), Date.parse(since) + 1_000),
  );
  return { window: { since, until, time_zone: range.time_zone }, readings: found, ranges, notes };
}

/** Each source has its own tags: what is wrong with any of them is said at once. */
function together(faults: readonly Problem[]): Problem {
  const [first] = faults;
  if (!first || faults.length === 1)
    return first ?? new Problem("not_found", "There is no such range.", "Choose days.");
  const message = [...new Set(faults.map((one) => one.message))].join(" ");
  return new Problem(first.code, message, first.remedy, { details: faults.flatMap(({ details }) => details) });
}

const wholeSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
