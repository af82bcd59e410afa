import { MAX_WINDOW_MS } from "../../../webhooks/contract/parameters.ts";
import { NEWEST_RELEASE, type ReleaseRange, type ResolvedRange } from "../../../webhooks/contract/range.ts";
import type { Reading } from "../sources.ts";
import type { AskingReleases } from "./asking.ts";
import { backwards, moved, noRelease, noTag, noTip, sameCommit, tooFar, twoBranches } from "./faults.ts";
import { everyCommit } from "./every-commit.ts";
import { pullNumberIn } from "./number-in.ts";
import type { CommitAt, Comparison } from "./reads.ts";
import type { Within } from "../within.ts";

type Asking = Pick<AskingReleases, "commitAt" | "releases" | "tagNames" | "compare">;

type Resolved = { within: Within; notes: string[] };
type Tag = CommitAt & { tag: string };

/**
 * A range by releases as it is for one source, when the run begins: which commits lie in it, and when they were made.
 *
 * @param now Where a range ends that goes on.
 * @throws {Problem} for a tag or a release that is not there, one that has moved, and ends that have nothing between them.
 */
export async function resolveRange(reading: Reading, range: ReleaseRange, now: string, ask: Asking): Promise<Resolved> {
  const { from_tag, to_tag } = range;
  return from_tag !== undefined && to_tag !== undefined
    ? betweenTags(reading, { ...range, from_tag, to_tag }, ask)
    : sinceRelease(reading, range, now, ask);
}

async function sinceRelease(reading: Reading, range: ReleaseRange, now: string, ask: Asking): Promise<Resolved> {
  const { repo } = reading.source;
  const tip = await tipOf(reading, ask);
  const { tag, compared, notes } =
    range.since_release === undefined || range.since_release === NEWEST_RELEASE
      ? await newestRelease(reading, tip, ask)
      : await namedRelease(reading, range.since_release, tip, ask);
  requireUnmoved(repo, tag, range);
  if (compared === null) return byTime(reading, tag, null, now);
  const commits = await everyCommit(repo, { base: tag.sha, head: tip.sha }, compared, ask);
  return within(reading, { from: tag, to: null, parted: compared.parted, commits, until: now }, notes);
}

/** The branch as it stands when the run begins: nothing that comes later moves what is read. */
async function tipOf({ source, bases: [branch = source.base_branch] }: Reading, ask: Asking): Promise<CommitAt> {
  const tip = await ask.commitAt(source.repo, `heads/${branch}`);
  if (!tip) throw noTip(source.repo, branch);
  return tip;
}

type Found = { tag: Tag; compared: Comparison | null; notes: string[] };

/** So many are looked at for one that the branch holds. */
const MOST_LOOKED = 8;

/** The newest that the branch holds; releases of other branches are not its own. */
async function newestRelease({ source: { repo }, ...reading }: Reading, tip: CommitAt, ask: Asking): Promise<Found> {
  const releases = await ask.releases(repo);
  const published = releases.filter(({ draft, prerelease }) => !draft && !prerelease);
  const newest = published.toSorted((a, b) => Date.parse(b.published_at ?? "") - Date.parse(a.published_at ?? ""));
  let other: Found | null = null;
  for (const { tag } of newest.slice(0, MOST_LOOKED)) {
    const at = await ask.commitAt(repo, `tags/${tag}`);
    if (!at) continue;
    const compared = await ask.compare(repo, { base: at.sha, head: tip.sha, page: 1 });
    const found = { tag: { ...at, tag }, compared, notes: [] };
    if (compared === null || holds(compared)) return found;
    other ??= { ...found, notes: [partedNote(repo, tag, reading.bases[0] ?? "", compared)] };
  }
  if (other) return other;
  throw noRelease(repo, releases, await ask.tagNames(repo));
}

async function namedRelease({ source: { repo }, bases }: Reading, tag: string, tip: CommitAt, ask: Asking) {
  const at = await tagOf(repo, tag, "since_release", ask);
  const compared = await ask.compare(repo, { base: at.sha, head: tip.sha, page: 1 });
  const isOther = compared !== null && !holds(compared);
  return { tag: at, compared, notes: isOther ? [partedNote(repo, tag, bases[0] ?? "", compared)] : [] };
}

const holds = ({ status }: Comparison): boolean => status === "ahead" || status === "identical";

function partedNote(repo: string, tag: string, branch: string, { parted }: Comparison): string {
  return `${tag} of ${repo} was made on another branch than ${branch}: what ${branch} got since they parted on ${parted.at.slice(0, 10)} is read.`;
}

async function betweenTags(
  reading: Reading,
  range: ReleaseRange & { from_tag: string; to_tag: string },
  ask: Asking,
): Promise<Resolved> {
  const { repo } = reading.source;
  const from = await tagOf(repo, range.from_tag, "from_tag", ask);
  const to = await tagOf(repo, range.to_tag, "to_tag", ask);
  for (const tag of [from, to]) requireUnmoved(repo, tag, range);
  if (from.sha === to.sha) throw sameCommit(repo, from.tag, to.tag);
  const compared = await ask.compare(repo, { base: from.sha, head: to.sha, page: 1 });
  if (compared === null) {
    if (from.at >= to.at) throw backwards(repo, from.tag, to.tag);
    return byTime(reading, from, to, to.at);
  }
  if (compared.status === "behind") throw backwards(repo, from.tag, to.tag);
  if (compared.status === "diverged") throw twoBranches(repo, from.tag, to.tag, compared.parted.at);
  const commits = await everyCommit(repo, { base: from.sha, head: to.sha }, compared, ask);
  return within(reading, { from, to, parted: compared.parted, commits, until: to.at }, []);
}

async function tagOf(repo: string, tag: string, field: string, ask: Asking): Promise<Tag> {
  const at = await ask.commitAt(repo, `tags/${tag}`);
  if (at) return { ...at, tag };
  const [releases, others] = [await ask.releases(repo), await ask.tagNames(repo)];
  throw noTag(repo, tag, field, { releases, others });
}

function requireUnmoved(repo: string, { tag, sha }: Tag, { seen = [] }: ReleaseRange): void {
  const before = seen.find((one) => one.repo.toLowerCase() === repo.toLowerCase() && one.tag === tag);
  if (before && !sha.startsWith(before.sha)) throw moved(repo, tag, before.sha, sha);
}

type Ends = { from: Tag; to: Tag | null; parted: CommitAt; commits: CommitAt[]; until: string };

function within({ source, bases }: Reading, ends: Ends, notes: string[]): Resolved {
  const { from, to, parted, commits, until } = ends;
  const since = from.at < parted.at ? from.at : parted.at;
  requireNear(source.repo, from, since, until);
  const resolved = resolvedOf({ source, bases }, from, to, commits.length);
  const numbers = commits.flatMap(({ says }) => pullNumberIn(says) ?? []);
  return { within: { since, until, commits: commits.map(({ sha }) => sha), numbers, resolved }, notes };
}

/** A reader that cannot compare leaves the times of the commits. */
function byTime(reading: Reading, from: Tag, to: Tag | null, until: string): Resolved {
  const { repo } = reading.source;
  requireNear(repo, from, from.at, until);
  const resolved = resolvedOf(reading, from, to, null);
  const note = `Which commits of ${repo} lie in the range is not known, as this reader of GitHub cannot compare: the time between its ends is read.`;
  return { within: { since: from.at, until, commits: null, numbers: [], resolved }, notes: [note] };
}

function requireNear(repo: string, { tag }: Tag, since: string, until: string): void {
  if (Date.parse(until) - Date.parse(since) > MAX_WINDOW_MS) throw tooFar(repo, tag, since);
}

const pointOf = ({ tag, sha, at }: Tag) => ({ tag, sha, at });

function resolvedOf(
  { source, bases: [base_branch = source.base_branch] }: Reading,
  from: Tag,
  to: Tag | null,
  commits: number | null,
): ResolvedRange {
  return { repo: source.repo, base_branch, from: pointOf(from), to: to && pointOf(to), commits };
}
