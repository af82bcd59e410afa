import { dateFormat } from "../../../base/date-format.ts";
import { dateText } from "../../../base/date-text.ts";
import type { EvidencePreview, PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { DateRange } from "../../../webhooks/contract/parameters.ts";
import type { ResolvedRange } from "../../../webhooks/contract/range.ts";
import { datedRange } from "../../../webhooks/contract/range-text.ts";
import type { ToldBefore } from "../../../db/app/told-before.ts";
import { type AlreadyAnnounced, announcedWhere } from "../../updates/already-announced.ts";
import { howFar } from "../../updates/how-far.ts";
import { tagsIn } from "../../updates/seen-tags.ts";

/** "What will be read": the panel beside the form. */
export type EvidenceView =
  | { kind: "idle" }
  | { kind: "reading"; id: string }
  | { kind: "incomplete"; lacks: "repository" | "tags" }
  | { kind: "problem"; message: string; remedy: string; retry: boolean }
  | { kind: "empty"; days: string; ranges: readonly string[]; toCome: boolean; notes: readonly string[] }
  | ReadyEvidence;

type ReadyEvidence = {
  kind: "ready";
  digest: string;
  /** The instants that were read. */
  window: DateRange;
  /** "Since v1.4.0, 12 Nov 2026: 37 merged", a line for each source; none where days were asked for. */
  ranges: string[];
  /** Where its tags stand, for the form. */
  tags: string[];
  included: number;
  total: number;
  /** Of what is ticked, like the days. */
  people: number;
  merge_days: number;
  bars: Bars;
  shown: EvidenceRow[];
  more: EvidenceRow[];
  /** All refs of the list, for the form: what is listed and not ticked is ignored. */
  listed: string;
  /** What people should know of the sources. */
  notes: readonly string[];
  /** Of the list what was told before, for the form; null: nothing was. */
  announced: AnnouncedView | null;
};

/** `out`: none of them is ticked. */
export type AnnouncedView = { refs: string; count: number; out: boolean };

export type EvidenceRow = {
  ref: string;
  number: string;
  title: string;
  author: string;
  /** "bot", "agent" or "". */
  robot: string;
  revert: boolean;
  /** Null: it is open. */
  merged_at: string | null;
  /** How far it has come: "not released yet". */
  far: string[];
  /** "Already announced on 14 Nov in #eng-updates"; "" where it was not. */
  announced: string;
  /** Whoever had a part in it, and its day: what the figures count. */
  people: string;
  day: string;
  on: boolean;
};

type Bars = {
  rects: { x: string; y: number; width: string; height: number; top: boolean; title: string }[];
  first: string;
  last: string;
  label: string;
};

const SHOWN_ROWS = 4;

type Around = { severalSources: boolean; toCome?: boolean; now: Date; announced?: AlreadyAnnounced };

export function evidenceView(
  preview: EvidencePreview,
  ignored: readonly string[],
  { announced = new Map(), ...around }: Around,
): EvidenceView {
  const { severalSources, toCome = false, now } = around;
  const { pull_requests: prs, timeframe: window, notes, ranges = [] } = preview;
  const days = daysOf(window);
  const dayText = (date: string | undefined) => (date ? dateText(new Date(date), now, { timeZone: "UTC" }) : "");
  const span = `${dayText(days[0])} to ${dayText(days.at(-1))}`;
  const read = ranges.map((range) => rangeLine(range, prs, ranges.length > 1, window.time_zone));
  if (prs.length === 0) return { kind: "empty", days: span, ranges: read, toCome, notes };
  const off = new Set(ignored);
  const rows = prs
    .toSorted((a, b) => (b.merged_at ?? "").localeCompare(a.merged_at ?? "") || b.number - a.number)
    .map((pr) => {
      const before = announced.get(pr.ref.toLowerCase());
      return rowOf(pr, !off.has(pr.ref), { severalSources, timeZone: window.time_zone, now, before });
    });
  const told = rows.filter((row) => row.announced !== "");
  const included = rows.filter(({ on }) => on);
  const dates = prs.flatMap(({ merged_at }) => (merged_at ? [localDate(merged_at, window.time_zone)] : []));
  return {
    kind: "ready",
    digest: preview.evidence_digest,
    window,
    ranges: read,
    tags: tagsIn(ranges).map(({ repo, tag, sha }) => `${repo} ${tag} ${sha}`),
    total: rows.length,
    included: included.length,
    people: new Set(included.flatMap(({ people }) => people.split(" ").filter(Boolean))).size,
    merge_days: new Set(included.flatMap(({ day }) => day || [])).size,
    bars: barsOf(days, dates, dayText),
    shown: rows.slice(0, SHOWN_ROWS),
    more: rows.slice(SHOWN_ROWS),
    listed: rows.map(({ ref }) => ref).join(" "),
    notes,
    announced:
      told.length > 0
        ? { refs: told.map(({ ref }) => ref).join(" "), count: told.length, out: told.every((row) => !row.on) }
        : null,
  };
}

function rangeLine(range: ResolvedRange, prs: readonly PullRequest[], several: boolean, timeZone: string): string {
  const { repo, base_branch } = range;
  const own = prs.filter((pr) => pr.repo === repo && pr.base_branch === base_branch && pr.merged_at);
  const where = several ? `${repo} ${base_branch}: ` : "";
  return `${where}${datedRange(range, timeZone)}: ${own.length.toLocaleString("en")} merged`;
}

type RowAround = {
  severalSources: boolean;
  timeZone: string;
  now: Date;
  before: ToldBefore | undefined;
};

function rowOf(pr: PullRequest, on: boolean, { severalSources, timeZone, now, before }: RowAround): EvidenceRow {
  const { kind, login } = pr.author;
  return {
    ref: pr.ref,
    number: severalSources ? pr.ref.slice(pr.ref.indexOf("/") + 1) : `#${pr.number}`,
    title: pr.title,
    author: login.replace(/\[bot\]$/, ""),
    merged_at: pr.merged_at,
    people: peopleOf(pr),
    far: howFar(pr, now, timeZone),
    announced: before ? `Already announced ${announcedWhere(before, now, timeZone)}` : "",
    day: pr.merged_at ? localDate(pr.merged_at, timeZone) : "",
    on,
    robot: kind === "human" ? "" : kind === "coding_agent" ? "agent" : "bot",
    revert: pr.fate?.is === "rolls_back" || pr.fate?.is === "cancelled",
  };
}

/** Names of co-authors may have blanks; here they are but told apart. */
function peopleOf({ author, co_authors }: PullRequest): string {
  const names = [...(author.kind === "human" ? [author.login] : []), ...co_authors];
  return names.map((name) => name.toLowerCase().replace(/\s/g, "_")).join(" ");
}

/** Every date (yyyy-mm-dd) of a window, in its own time zone. */
function daysOf({ since, until, time_zone }: DateRange): string[] {
  const last = localDate(new Date(Date.parse(until) - 1).toISOString(), time_zone);
  const days = [localDate(since, time_zone)];
  while ((days.at(-1) ?? last) < last) days.push(nextDay(days.at(-1) ?? last));
  return days;
}

const nextDay = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

function localDate(instant: string, timeZone: string): string {
  return dateFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(instant));
}

const CHART = { width: 280, height: 47, top: 4, maxBar: 16, maxBars: 62 };

/** Merges a day; a week a bar when there are more days than bars fit. Only the highest stands in full colour. */
function barsOf(
  days: readonly string[],
  dates: readonly string[],
  dayText: (date: string | undefined) => string,
): Bars {
  const perBar = days.length > CHART.maxBars ? 7 : 1;
  const groups = Array.from({ length: Math.ceil(days.length / perBar) }, (_, index) =>
    days.slice(index * perBar, (index + 1) * perBar),
  );
  const counts = groups.map((group) => dates.filter((date) => group.includes(date)).length);
  const peak = Math.max(...counts, 1);
  const slot = CHART.width / groups.length;
  const width = Math.min(CHART.maxBar, slot * 0.8);
  const top = counts.indexOf(peak);
  const rects = counts.map((count, index) => {
    const height = Math.max(2, Math.round((count / peak) * (CHART.height - CHART.top)));
    const title = `${dayText(groups[index]?.[0])}: ${count}`;
    const x = (index * slot + (slot - width) / 2).toFixed(1);
    return { x, y: CHART.height - height, width: width.toFixed(1), height, top: index === top, title };
  });
  const [first, last] = [dayText(days[0]), dayText(days.at(-1))];
  const unit = perBar === 1 ? "day" : "week";
  const label = `Merged per ${unit}, ${first} to ${last}; most on ${dayText(groups[top]?.[0])} with ${peak}`;
  return { rects, first, last, label };
}
