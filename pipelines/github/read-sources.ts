import type { Coverage, PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Repository } from "./client.ts";
import { collectAnyBase, collectSource } from "./collect.ts";
import { doubtNotes } from "./foreign/doubt-notes.ts";
import { evidenceOf, readPulls, type ReadPull } from "./evidence.ts";
import { failureShape } from "./failure.ts";
import type { FoundBranch } from "./look-for-branch.ts";
import { namedNow, type Reading } from "./sources.ts";
import type { Named } from "../text/reverts/references.ts";
import { isWithin, searchedIn } from "./within.ts";
import { type AskingAround, readAround } from "./read-around.ts";
import type { ListArgs, ListedPull, NamedBy } from "./tools.ts";
import { listed } from "../../base/listed.ts";

/** The questions that it takes; handed in, so that each can be a recorded call. */
type Asking = AskingAround & {
  page: (args: ListArgs) => Promise<ListedPull[]>;
  branch: (source: Source) => Promise<FoundBranch>;
  repository: (repo: string) => Promise<Pick<Repository, "archived">>;
  /** The pull request with that number, or the one that a commit came with; null where there is none. */
  named: (repo: string, by: NamedBy) => Promise<ListedPull | null>;
};

type Range = { since: string; until: string };
/** `requests`: for the lists, and for what the pull requests in them changed. `picks`: what each says to be picked from elsewhere. */
type Read = {
  evidence: PullRequest[];
  coverage: Coverage;
  requests: number;
  notes: string[];
  picks: Map<string, readonly Named[]>;
};

/** Everything merged in a window, over all sources, under whatever name their branches had then. Complete, or it throws. */
export async function readSources(readings: readonly Reading[], range: Range, ask: Asking): Promise<Read> {
  const read: Read = { evidence: [], coverage: { ...NONE.coverage }, requests: 0, notes: [], picks: new Map() };
  for (const reading of readings) {
    const { pulls, coverage, notes } = await readOne(reading, reading.within ?? range, ask);
    const about = await readAround(countedIn(reading, range), pulls, ask);
    const own = readPulls(reading.source, pulls, about.around);
    const { evidence, unread, unsaid } = await withEarlier(reading, own, reading.within ?? range, ask);
    read.evidence.push(...evidence);
    for (const { pull, claims } of own) read.picks.set(pull.ref, claims.picks);
    read.requests += coverage.pages + about.requests;
    read.notes.push(...notes, ...about.notes, ...unread, ...doubtNotes(reading.source.repo, evidence, unsaid));
    read.notes.push(...(pulls.length === 0 ? await whyQuiet(reading, ask) : []));
    for (const key of ["pages", "seen", "in_window", "excluded"] as const) read.coverage[key] += coverage[key];
  }
  return read;
}

/** GitHub's search counts by time alone. */
const countedIn = ({ source, within }: Reading, window: Range) => (within ? { source } : { source, window });

/** As many as a window may name from before it, and how far back their own chains are followed. */
const MOST_EARLIER = 40;
const LONGEST_CHAIN = 6;

/** What was undone or brought back may be older than the window, and so may what undid it: all that is named is read. */
async function withEarlier(
  { source, bases, within }: Reading,
  window: readonly ReadPull[],
  { since, until }: Range,
  { named }: Asking,
): Promise<{ evidence: PullRequest[]; unread: string[]; unsaid: number }> {
  const asked = new Set<string>();
  const own = new Set(window.map(({ pull }) => pull.number));
  // Commits tell what belongs to a range: what else was merged by its end was there before it.
  const end = Date.parse(within ? until : since);
  const earlier = new Map<number, ReadPull>();
  const commits = new Map<number, string[]>();
  let unsaid = 0;
  for (let round = 0; ; round += 1) {
    const { pull_requests: evidence, unread } = evidenceOf(window, {
      earlier: [...earlier.values()],
      commits,
    });
    const wanted = unread.flatMap(namesOf).filter((by) => !asked.has(JSON.stringify(by)));
    const next = round < LONGEST_CHAIN ? wanted.slice(0, MOST_EARLIER - asked.size) : [];
    if (next.length === 0) {
      return { evidence, unread: wanted.length > 0 ? [leftUnread(source, wanted.length)] : [], unsaid };
    }
    for (const by of next) {
      asked.add(JSON.stringify(by));
      const pull = await named(source.repo, by);
      if (pull === null && "sha" in by) unsaid += 1;
      if (!pull?.merged_at || !bases.includes(pull.base.ref)) continue;
      if ("sha" in by) commits.set(pull.number, [...(commits.get(pull.number) ?? []), by.sha]);
      if (Date.parse(pull.merged_at) < end && !own.has(pull.number))
        for (const read of readPulls(source, [pull])) earlier.set(pull.number, read);
    }
  }
}

const namesOf = ({ number, sha }: { number?: number; sha?: string }): NamedBy[] =>
  number === undefined ? (sha === undefined ? [] : [{ sha }]) : [{ number }];

function leftUnread({ repo }: Source, count: number): string {
  const what = count === 1 ? "One pull request" : `${count} pull requests`;
  return `${what} of ${repo} from before the window, named by reverts in it, ${count === 1 ? "was" : "were"} not read.`;
}

/** Where nothing was merged it may be that nothing can be. */
export async function whyQuiet({ source }: Reading, { repository }: Pick<Asking, "repository">): Promise<string[]> {
  const archived = await isArchived(source.repo, repository);
  return archived ? [`${source.repo} is archived on GitHub: nothing is merged into it any more.`] : [];
}

/** Its list was read, so it is there; a search may not have found it yet. */
async function isArchived(repo: string, repository: Asking["repository"]): Promise<boolean> {
  try {
    return (await repository(repo)).archived;
  } catch (error) {
    if (error instanceof Problem && failureShape.safeParse(error.cause).data?.code === "not_found") return false;
    throw error;
  }
}

type ReadOne = { pulls: ListedPull[]; coverage: Coverage; notes: string[] };

async function readOne({ source, bases, within }: Reading, asked: Range, ask: Asking): Promise<ReadOne> {
  const range = within ? searchedIn(within) : asked;
  const lists = [];
  for (const base_branch of bases) lists.push(await collectSource({ ...source, base_branch }, range, ask.page));
  // Behind the beginning of the window the branch had the name that it has: nothing in the window has another one.
  const older = lists[0]?.reaches_back ? NONE : await underOlderNames(source, bases, range, ask);
  const all = [...lists, ...(older.pulls.length > 0 ? [older] : [])];
  const found = all.flatMap((list) => list.pulls);
  const pulls = within ? found.filter((pull) => isWithin(pull, within)) : found;
  const sum = (key: keyof Coverage) => all.reduce((total, { coverage }) => total + coverage[key], 0);
  const seen = sum("seen");
  const coverage = { pages: sum("pages"), seen, in_window: pulls.length, excluded: seen - pulls.length };
  return { pulls, coverage, notes: older.notes };
}

const NONE: ReadOne = { pulls: [], coverage: { pages: 0, seen: 0, in_window: 0, excluded: 0 }, notes: [] };

/** More names than a branch had in one window; the others are branches of their own. */
const MOST_NAMES = 20;

/**
 * A branch whose list of pull requests does not reach behind the window is young, or was called otherwise when it began. Merged pull
 * requests keep the old name, and GitHub leads from it to the new one: so every other branch that something was merged into is asked for.
 */
async function underOlderNames(source: Source, bases: string[], range: Range, ask: Asking): Promise<ReadOne> {
  const [now = source.base_branch] = bases;
  const { pulls, pages } = await collectAnyBase(source.repo, range, ask.page);
  const candidates = mostMerged(pulls).filter((name) => !bases.includes(name));
  const older = new Set<string>();
  for (const [at, base_branch] of candidates.slice(0, MOST_NAMES).entries()) {
    try {
      if ((await ask.branch({ ...source, base_branch })).name === now) older.add(base_branch);
    } catch (error) {
      if (!isForbidden(error)) throw error;
      return { ...NONE, notes: [unasked(source, candidates.slice(at), now)] };
    }
  }
  if (older.size === 0) return NONE;
  const found = pulls.filter(({ base }) => older.has(base.ref));
  const coverage = { pages, seen: found.length, in_window: found.length, excluded: 0 };
  return { pulls: found, coverage, notes: [namedNow(source.repo, [...older], now)] };
}

function mostMerged(pulls: readonly ListedPull[]): string[] {
  const counts = new Map<string, number>();
  for (const { base } of pulls) counts.set(base.ref, (counts.get(base.ref) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([name]) => name);
}

/** A token that may not look for branches reads the one whose name it knows. */
function isForbidden(error: unknown): boolean {
  return error instanceof Problem && failureShape.safeParse(error.cause).data?.code === "forbidden";
}

const SHOWN = 3;

function unasked({ repo }: Source, names: readonly string[], now: string): string {
  const shown = names.length > SHOWN ? [...names.slice(0, SHOWN), `${names.length - SHOWN} more`] : names;
  return `Whether ${listed(shown)} of ${repo} became ${now} is not known: the token may not look for branches.`;
}
