import { listFeedback, type FeedbackRow } from "../../db/app/feedback.ts";
import { lastMondays, mondayOf } from "../clock/weeks.ts";
import type { Actor, Deps } from "../deps.ts";

/** Weeks that may be looked at; the first unless somebody chooses. */
export const SPANS = [26, 13, 52] as const;
type FeedbackSpan = (typeof SPANS)[number];

/** "" for all of them. `profile`: an id, or `NO_PROFILE`. */
export type FeedbackFilter = { weeks: FeedbackSpan; profile: string; version: string; writer: string };

/** Texts that were composed without one. */
const NO_PROFILE = "none";
/** Far more than a team approves in a year; a page of more would be none. */
const MOST_ROWS = 5_000;
const DAY_MS = 24 * 3_600_000;

export type ApprovedTexts = {
  mondays: string[];
  /** Approved in these weeks, the oldest first. */
  rows: FeedbackRow[];
  /** The same whatever profile, version or model is asked for: what can be chosen. */
  all: FeedbackRow[];
};

/** What became of a team's texts, week by week on the clocks of whoever looks. */
export async function approvedTexts(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { team_id }: Actor,
  filter: FeedbackFilter,
  timeZone: string,
): Promise<ApprovedTexts> {
  const mondays = lastMondays(clock(), timeZone, filter.weeks);
  const first = mondays[0] ?? "";
  // A day earlier, wherever the day begins; what belongs to the week before goes out again.
  const since = new Date(Date.parse(first) - DAY_MS);
  const found = await listFeedback(db, team_id, since, MOST_ROWS);
  const all = found.filter(({ approved_at }) => mondayOf(approved_at, timeZone) >= first);
  return { mondays, all, rows: all.filter((row) => fitsFilter(row, filter)) };
}

export const profileIn = ({ profile_id }: FeedbackRow): string => profile_id ?? NO_PROFILE;

/** "what-shipped@3"; "" where it is not known. */
export const versionIn = ({ template, version }: FeedbackRow): string =>
  template && version !== null ? `${template}@${version}` : "";

function fitsFilter(row: FeedbackRow, { profile, version, writer }: FeedbackFilter): boolean {
  return (
    (profile === "" || profileIn(row) === profile) &&
    (version === "" || versionIn(row) === version) &&
    (writer === "" || row.writer === writer)
  );
}
