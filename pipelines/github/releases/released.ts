import type { PullRequest, Released } from "../../../webhooks/contract/evidence.ts";
import { MOST_PER_PAGE } from "../tool.ts";
import type { AskingReleases } from "./asking.ts";
import { pullNumberIn } from "./number-in.ts";
import type { CommitAt, DatedTag, ListedRelease } from "./reads.ts";

type Asking = Pick<AskingReleases, "commitAt" | "releases" | "tagNames" | "recentTags" | "commitsBefore">;
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
  const { tags, complete: allTags } = await tagsSince(repo, since, releases, ask);
  let complete = allTags;
  const wanted = new Map(pulls.map((pull) => [pull.ref, pull]));
  const released = new Map<string, Released>();
  for (const tag of tags) {
    if (wanted.size === 0) break;
    const { held, whole } = await heldBy(repo, tag, since, [...wanted.values()], ask);
    complete &&= whole;
    for (const ref of held) {
      released.set(ref, { tag: tag.name, at: tag.released_at });
      wanted.delete(ref);
    }
  }
  if (complete) for (const ref of wanted.keys()) released.set(ref, null);
  const many = wanted.size === 1 ? "one pull request" : `${wanted.size} pull requests`;
  const unknown = `Whether a release holds ${many} of ${repo} is not known: not all of its tags and their commits could be looked at.`;
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

/**
 * Of a tag that no release speaks for.
 *
 * @source semver.org, 9: a hyphen behind three numbers. PEP 440, "Pre-releases": a, b, rc or another of their names behind the numbers, and a
 * number of their own: 2.0rc1, 8.0.0.beta1.
 */
const PRE_RELEASE =
  /(?<![\d.])\d{1,9}\.\d{1,9}(?:\.\d{1,9}-[0-9A-Za-z]|(?:\.\d{1,9}){0,4}[-_.]?(?:alpha|beta|preview|pre|rc|dev|[abc])[-_.]?\d)/i;

/**
 * Where tags do not come with their commits they are asked for one by one: those of releases, and those that have none, as far as a page of
 * names shows them.
 */
async function lookedUp(repo: string, since: string, releases: readonly ListedRelease[], ask: Asking) {
  const spokenFor = new Set(releases.map(({ tag }) => tag));
  const recent = releases.filter(({ published_at }) => published_at && Date.parse(published_at) >= Date.parse(since));
  const bare = (await ask.tagNames(repo)).filter((name) => !spokenFor.has(name));
  const wanted = [...recent.map(({ tag }) => tag), ...bare];
  const tags: DatedTag[] = [];
  for (const tag of wanted.slice(0, MOST_LOOKED_UP)) {
    const found = await ask.commitAt(repo, `tags/${tag}`);
    if (found) tags.push({ name: tag, sha: found.sha, at: found.at });
  }
  return { tags, complete: wanted.length <= MOST_LOOKED_UP };
}

const MOST_PAGES = 100;

/** Which of them a commit has among those before it. `whole`: all of these were looked at that were made since then. */
export async function heldBy(
  repo: string,
  { sha }: { sha: string },
  since: string,
  wanted: readonly Merged[],
  { commitsBefore }: Pick<AskingReleases, "commitsBefore">,
): Promise<{ held: string[]; whole: boolean }> {
  const bySha = new Map(wanted.flatMap(({ merge_sha, ref }) => (merge_sha ? [[merge_sha, ref] as const] : [])));
  const byNumber = new Map(wanted.flatMap(({ merge_sha, number, ref }) => (merge_sha ? [] : [[number, ref] as const])));
  const refOf = ({ sha: own, says }: CommitAt) => bySha.get(own) ?? byNumber.get(pullNumberIn(says) ?? 0);
  const held = new Set<string>();
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const commits = await commitsBefore(repo, { sha, since, page });
    for (const ref of commits.map(refOf)) if (ref !== undefined) held.add(ref);
    if (commits.length < MOST_PER_PAGE || held.size === wanted.length) return { held: [...held], whole: true };
  }
  return { held: [...held], whole: false };
}

const wholeSecond = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
