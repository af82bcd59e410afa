import type { PullRequest, Released } from "../../../webhooks/contract/evidence.ts";
import { MOST_PER_PAGE } from "../tool.ts";
import type { AskingReleases } from "./asking.ts";
import { pullNumberIn } from "./number-in.ts";
import type { CommitAt, DatedTag, ListedRelease } from "./reads.ts";

type Asking = Pick<AskingReleases, "commitAt" | "releases" | "recentTags" | "commitsBefore">;
type Merged = Pick<PullRequest, "ref" | "number" | "merged_at" | "merge_sha">;

/** So many releases of one window are looked into, and so many where each has to be looked up. */
const MOST_TAGS = 60;
const MOST_LOOKED_UP = 20;
const DAY_MS = 24 * 3_600_000;

type Known = { released: Map<string, Released>; notes: string[] };

/**
 * Which release first holds each pull request of a repository: by the commits that it was merged with. Pre-releases and drafts release
 * nothing. One that no release holds is only merged; one that nobody could look for is neither.
 */
export async function releasesOf(repo: string, pulls: readonly Merged[], ask: Asking): Promise<Known> {
  const times = pulls.flatMap(({ merged_at }) => (merged_at ? [Date.parse(merged_at)] : []));
  if (times.length === 0) return { released: new Map(), notes: [] };
  // A commit may be older than its merge.
  const since = `${new Date(Math.min(...times) - DAY_MS).toISOString().slice(0, 19)}Z`;
  const releases = await ask.releases(repo);
  const { tags, complete } = await tagsSince(repo, since, releases, ask);
  const wanted = new Map(pulls.map((pull) => [pull.ref, pull]));
  const released = new Map<string, Released>();
  for (const tag of tags) {
    if (wanted.size === 0) break;
    for (const ref of await heldBy(repo, tag, since, [...wanted.values()], ask)) {
      released.set(ref, { tag: tag.name, at: tag.released_at });
      wanted.delete(ref);
    }
  }
  if (complete) for (const ref of wanted.keys()) released.set(ref, null);
  const many = wanted.size === 1 ? "One pull request" : `${wanted.size} pull requests`;
  const unknown = `Whether a release holds ${many} of ${repo} is not known: not all of its tags could be looked at.`;
  return { released, notes: complete || wanted.size === 0 ? [] : [unknown] };
}

type ReleaseTag = DatedTag & { released_at: string };

/** The oldest first, one for each commit. */
async function tagsSince(
  repo: string,
  since: string,
  releases: readonly ListedRelease[],
  ask: Asking,
): Promise<{ tags: ReleaseTag[]; complete: boolean }> {
  const byTag = new Map(releases.map((release) => [release.tag, release]));
  const recent = (await ask.recentTags(repo, since)) ?? (await lookedUp(repo, since, releases, ask));
  const full = recent.tags.filter(({ name }) => {
    const release = byTag.get(name);
    return release ? !release.draft && !release.prerelease : !PRE_RELEASE.test(name);
  });
  const byCommit = Map.groupBy(full, ({ sha }) => sha);
  const once = [...byCommit.values()].flatMap((some) => {
    // Several packages are often released at once.
    const [first] = some.toSorted((a, b) => Number(byTag.has(b.name)) - Number(byTag.has(a.name)));
    return first ? [{ ...first, released_at: wholeSecond(byTag.get(first.name)?.published_at ?? first.at) }] : [];
  });
  const ordered = once.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return { tags: ordered.slice(0, MOST_TAGS), complete: recent.complete && ordered.length <= MOST_TAGS };
}

/** @source semver.org, 9: a pre-release has a hyphen behind its three numbers. */
const PRE_RELEASE = /(?<![\d.])\d{1,9}\.\d{1,9}\.\d{1,9}-[0-9A-Za-z]/;

/** Where tags do not come with their commits, those of the releases are asked for one by one. */
async function lookedUp(repo: string, since: string, releases: readonly ListedRelease[], ask: Asking) {
  const wanted = releases.filter(({ published_at }) => published_at && Date.parse(published_at) >= Date.parse(since));
  const tags: DatedTag[] = [];
  for (const { tag } of wanted.slice(0, MOST_LOOKED_UP)) {
    const found = await ask.commitAt(repo, `tags/${tag}`);
    if (found) tags.push({ name: tag, sha: found.sha, at: found.at });
  }
  return { tags, complete: wanted.length <= MOST_LOOKED_UP };
}

const MOST_PAGES = 100;

/** Which of them a commit has among those before it. */
export async function heldBy(
  repo: string,
  { sha }: { sha: string },
  since: string,
  wanted: readonly Merged[],
  { commitsBefore }: Pick<AskingReleases, "commitsBefore">,
): Promise<string[]> {
  const bySha = new Map(wanted.flatMap(({ merge_sha, ref }) => (merge_sha ? [[merge_sha, ref] as const] : [])));
  const byNumber = new Map(wanted.flatMap(({ merge_sha, number, ref }) => (merge_sha ? [] : [[number, ref] as const])));
  const refOf = ({ sha: own, says }: CommitAt) => bySha.get(own) ?? byNumber.get(pullNumberIn(says) ?? 0);
  const held = new Set<string>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const commits = await commitsBefore(repo, { sha, since, page });
    for (const ref of commits.map(refOf)) if (ref !== undefined) held.add(ref);
    if (commits.length < MOST_PER_PAGE || held.size === wanted.length) break;
  }
  return [...held];
}

const wholeSecond = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
