import { dateText } from "../../../base/date-text.ts";
import { isRepoName } from "../../../webhooks/contract/github-names.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { TagAnswer } from "../../../webhooks/contract/repositories.ts";
import { isByReleases } from "../../clock/chosen-range.ts";
import { datesOf } from "../../clock/chosen-window.ts";
import { type ChannelChoice, firstChannel, type Pickers, type RepositoryChoice } from "../../pickers.ts";
import { windowIn, type BriefForm, type FieldErrors } from "../../updates/brief-form.ts";
import { writerFields, type WriterFields } from "../../updates/writer-fields.ts";
import { ANALYSIS, PRESETS, WINDOWS } from "../../words.ts";
import { COMMON_ZONES, hoursText, knownZone } from "../page/format.ts";

/** The fields of a brief, ready to draw; Compose and the profile form share them. */
export type BriefFields = WriterFields & {
  /** Where the form goes to be drawn again with what was typed. */
  redraw: string;
  /** Where it goes when only the model has changed. */
  reprice: string;
  errors: FieldErrors;
  sources: SourceRow[];
  /** Whether one more may be added. */
  more_sources: boolean;
  repositories: RepositoryChoice[] | null;
  /** Which window it is, as it was chosen: what the list of pull requests is of. */
  chosen: string;
  presets: { value: string; label: string; checked: boolean }[];
  preset: string;
  dates: { from: string; to: string } | null;
  /** The tags that it may begin and end at. */
  tags: { release: string; from_tag: string; to_tag: string };
  /** What there is to choose them from; null: nothing is asked for by its tags. */
  tag_list: { names: readonly string[]; note: string } | null;
  show_released: boolean;
  /** From where "since last" goes on; "" where that is not chosen. */
  last_note: string;
  /** The instants of the schedule's slot that the brief began with; null where it began with none. */
  scheduled: { since: string; until: string; text: string } | null;
  time_zone: string;
  zones: string[];
  channels: ChannelChoice[] | null;
  channel: string;
  channel_note: string;
  analysis: typeof ANALYSIS;
  analysis_type: string;
  ignored: string;
};

type SourceRow = { repo: string; base_branch: string; typed: boolean; branches: string[] | null };

type Around = {
  now: Date;
  lastUntil: Date | null;
  /** "Since last" was wanted, and there is no last one. */
  noLast?: boolean;
  redraw: string;
  errors: FieldErrors;
  dates: boolean;
};

export async function briefFields(form: BriefForm, pickers: Pickers, around: Around): Promise<BriefFields> {
  const [repositories, channels, offered] = await Promise.all([
    pickers.repositories(),
    pickers.channels(),
    pickers.models(),
  ]);
  const asked = withRepositories(form.sources.slice(0, LIMITS.sources), repositories ?? []);
  const [sources, tag_list] = await Promise.all([
    Promise.all(asked.map((source) => sourceRow(source, repositories, pickers))),
    isByReleases(windowIn(form)) ? tagList(asked, pickers) : null,
  ]);
  const channel = form.channel || firstChannel(channels);
  const { redraw, errors } = around;
  return {
    ...writerFields(form, offered),
    redraw,
    reprice: redraw === "/compose" ? "/compose/estimate" : redraw,
    errors,
    sources,
    more_sources: sources.length < LIMITS.sources,
    repositories,
    channels,
    channel,
    presets: presetsFor(form, around),
    preset: form.preset,
    chosen: chosenWindow(form),
    dates: around.dates ? datesIn(form, around) : null,
    tags: { release: form.release, from_tag: form.from_tag, to_tag: form.to_tag },
    tag_list,
    show_released: form.show_released !== "",
    last_note: lastNote(form, around),
    scheduled: around.dates ? scheduledIn(form, around.now) : null,
    time_zone: form.time_zone,
    zones: zonesWith(form.time_zone),
    channel_note: noteOn(channel, channels),
    analysis: ANALYSIS,
    analysis_type: form.analysis_type,
    ignored: form.ignored_prs.join(" "),
  };
}

/** The value of the picker's last entry: the next drawing has a text field instead. */
export const OTHER_REPOSITORY = "other";

/** A line without a repository takes the next that no other line has; where all are taken it is typed. */
function withRepositories(sources: BriefForm["sources"], offered: readonly RepositoryChoice[]): BriefForm["sources"] {
  const taken = new Set(sources.map(({ repo }) => repo.toLowerCase()));
  return sources.map((source) => {
    const free = source.repo === "" && offered.find(({ repo }) => !taken.has(repo.toLowerCase()));
    if (!free) return source;
    taken.add(free.repo.toLowerCase());
    return { ...source, repo: free.repo };
  });
}

async function sourceRow(
  { repo, base_branch }: BriefForm["sources"][number],
  repositories: RepositoryChoice[] | null,
  pickers: Pickers,
): Promise<SourceRow> {
  const listed = repositories?.some((one) => one.repo === repo) ?? false;
  const name = repo === OTHER_REPOSITORY ? "" : repo;
  const known = isRepoName(name) ? await pickers.branches(name) : null;
  const chosen = base_branch || known?.default_branch || "";
  // Of what is missing in a part of a list nobody can tell whether it is there: then it is typed.
  const all = known?.complete && known.branches.length > 0 ? known.branches : null;
  const branches = all && (all.includes(chosen) ? all : [chosen, ...all]);
  return { repo: name, base_branch: chosen || "main", typed: !listed, branches };
}

/** Whatever it holds, a tag may be typed. */
async function tagList(sources: BriefForm["sources"], pickers: Pickers): Promise<BriefFields["tag_list"]> {
  const repos = [...new Set(sources.map(({ repo }) => repo).filter(isRepoName))];
  if (repos.length === 0) return null;
  const known = await pickers.tags(repos);
  const note = known ? tagNote(known, repos) : "There is no list of tags right now: type them.";
  return { names: known?.tags ?? [], note };
}

function tagNote({ tags, complete }: TagAnswer, repos: readonly string[]): string {
  const several = repos.length > 1;
  if (!complete && tags.length > 0) return "The newest tags are listed. An older one can be typed.";
  if (!complete) return "None of the newest tags is in all of these repositories. Type one that is.";
  if (tags.length > 0) return several ? "Tags that all of these repositories have are listed." : "";
  return several ? "No tag is in all of these repositories." : `${repos[0]} has no tag yet.`;
}

function presetsFor({ preset, since }: BriefForm, { lastUntil, dates }: Around): BriefFields["presets"] {
  // A profile may say "since last" before there is a last one.
  const last = lastUntil !== null || !dates || preset === "last";
  // A profile says how far back, not which days or tags.
  const ends = dates ? (["release", "tags", "dates"] as const) : (["release"] as const);
  const all = [...PRESETS, ...(last ? (["last"] as const) : []), ...ends];
  const offered = [...(dates && since ? (["instants"] as const) : []), ...all];
  return offered.map((value) => ({ value, label: WINDOWS[value].label, checked: value === preset }));
}

function lastNote({ preset, time_zone }: BriefForm, { lastUntil, noLast, now }: Around): string {
  if (noLast) return "No update of this profile was posted yet: the last 7 days are read.";
  if (preset !== "last" || !lastUntil) return "";
  return `Its last update read until ${dateText(lastUntil, now, { timeZone: knownZone(time_zone), clock: true })}.`;
}

function scheduledIn({ since, until, time_zone }: BriefForm, now: Date): BriefFields["scheduled"] {
  if (since === "") return null;
  return { since, until, text: hoursText(since, until, knownZone(time_zone), now) };
}

/** What the instants of a window follow from. */
export const chosenWindow = (form: BriefForm): string =>
  Object.values({ ...windowIn(form), zone: form.time_zone }).join(" ");

function datesIn(form: BriefForm, { now, lastUntil }: Around): { from: string; to: string } {
  if (form.preset === "dates") return { from: form.from, to: form.to };
  const choice = windowIn(form);
  return datesOf(isByReleases(choice) ? A_WEEK : choice, knownZone(form.time_zone), now, lastUntil ?? undefined);
}

/** For whoever goes over from releases to days. */
const A_WEEK = { preset: "7d" } as const;

function zonesWith(chosen: string): string[] {
  return COMMON_ZONES.includes(chosen) ? [...COMMON_ZONES] : [chosen, ...COMMON_ZONES];
}

function noteOn(channel: string, channels: ChannelChoice[] | null): string {
  if (!channels) return "Slack does not answer, so there is no list. Type the channel’s name or id.";
  const chosen = channels.find(({ id }) => id === channel);
  if (!chosen || chosen.is_member) return "";
  return `Pulse is not in #${chosen.name} yet: write /invite @Pulse there before you post.`;
}
