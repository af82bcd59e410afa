import type { Clock } from "../../base/clock.ts";
import type { DataSet, Issue, MergedPull, UnmergedPull } from "./data-set.ts";
import { stableNumber, stableSha } from "./stable.ts";

const WEEK_MS = 7 * 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** A pull request at one moment. Instants are milliseconds since 1970. */
export type Pull = Omit<MergedPull, "merged_at" | "merge_sha" | "created_at"> & {
  state: "open" | "closed";
  draft: boolean;
  created_at: number;
  updated_at: number;
  closed_at: number | null;
  merged_at: number | null;
  merge_sha: string | null;
};

/** A repository at one moment: what is not merged or opened yet is not in it. */
export type Repository = {
  full_name: string;
  owner: string;
  name: string;
  description: string | null;
  language: string | null;
  default_branch: string;
  archived: boolean;
  visibility: DataSet["visibility"];
  branches: string[];
  /** Old name → name of today. */
  renamed_branches: Record<string, string>;
  pulls: Pull[];
  issues: Issue[];
  cuts: DataSet["cuts"];
  tags: Tag[];
  /** The newest first. */
  releases: DataSet["releases"];
  milestones: DataSet["milestones"];
};

/** Where a tag stands, and since when its commit is there. */
export type Tag = { name: string; sha: string; at: number; annotated: boolean };

export type World = {
  repositories(): Repository[];
  repository(fullName: string): Repository | undefined;
  /** The repository that was called so once. */
  formerly(fullName: string): Repository | undefined;
  /** As if someone put a label on it just now: `updated_at` jumps, nothing else. */
  touch(fullName: string, number: number): boolean;
  /** As if someone pushed the tag to the commit of another pull request; null: took it away. */
  moveTag(fullName: string, name: string, number: number | null): boolean;
};

/**
 * The data sets as repositories that live: with the shift `today`, all instants move by whole weeks together until the newest
 * merge lies in the coming seven days, and each pull request appears when its time has come. With `none` all of them are there.
 */
export function createWorld(sets: readonly DataSet[], shift: "today" | "none", clock: Clock): World {
  const shiftMs = shift === "today" ? shiftToToday(sets, clock().getTime()) : 0;
  const touched = new Map<string, number>();
  const moved = new Map<string, number | null>();

  const at = (set: DataSet): Repository => {
    const now = shift === "today" ? clock().getTime() : Number.POSITIVE_INFINITY;
    const merged = set.windows.flatMap(({ prs }) => prs).map((pull) => mergedPull(pull, set.repo, shiftMs, now));
    const others = set.unmerged.map((pull) => unmergedPull(pull, set.repo, shiftMs, now));
    const pulls = [...once(merged).filter(({ merged_at }) => (merged_at ?? 0) <= now), ...others].filter(
      ({ created_at }) => created_at <= now,
    );
    return repositoryOf(
      set,
      pulls.map((pull) => ({ ...pull, updated_at: touched.get(`${set.repo}#${pull.number}`) ?? pull.updated_at })),
      { shiftMs, now, pullOf: (tag) => pullOfTag(moved, set.repo, tag) },
    );
  };
  const find = (name: string) => sets.find(({ repo }) => repo.toLowerCase() === name.toLowerCase());

  return {
    repositories: () => sets.map(at),
    repository: (name) => {
      const set = find(name);
      return set && at(set);
    },
    formerly: (name) => {
      const set = sets.find(({ former_names }) => former_names.some((one) => one.toLowerCase() === name.toLowerCase()));
      return set && at(set);
    },
    touch: (name, number) => {
      const set = find(name);
      if (!set || !at(set).pulls.some((pull) => pull.number === number)) return false;
      touched.set(`${set.repo}#${number}`, clock().getTime());
      return true;
    },
    moveTag: (name, tag, number) => {
      const set = find(name);
      if (!set?.tags.some((one) => one.name === tag)) return false;
      moved.set(`${set.repo} ${tag}`, number);
      return true;
    },
  };
}

function pullOfTag(moved: ReadonlyMap<string, number | null>, repo: string, tag: DataSet["tags"][number]) {
  const to = moved.get(`${repo} ${tag.name}`);
  return to === undefined ? tag.pull : to;
}

function shiftToToday(sets: readonly DataSet[], now: number): number {
  const merges = sets.flatMap(({ windows }) => windows.flatMap(({ prs }) => prs.map(({ merged_at }) => merged_at)));
  const newest = merges.reduce((latest, merge) => Math.max(latest, merge), 0);
  return newest === 0 ? 0 : (Math.floor((now - newest) / WEEK_MS) + 1) * WEEK_MS;
}

/** Someone comments on it a little after the merge, so `updated_at` is the merge's and then later: never before it. */
function mergedPull(pull: MergedPull, repo: string, shiftMs: number, now: number): Pull {
  const key = `${repo}#${pull.number}`;
  const merged_at = pull.merged_at + shiftMs;
  const commented_at = merged_at + stableNumber(`comment ${key}`, 3_600) * 1_000;
  return {
    ...pull,
    state: "closed",
    draft: false,
    created_at: pull.created_at
      ? pull.created_at + shiftMs
      : merged_at - (1 + stableNumber(`open ${key}`, 70)) * HOUR_MS,
    updated_at: commented_at <= now ? commented_at : merged_at,
    closed_at: merged_at,
    merged_at,
  };
}

function unmergedPull(pull: UnmergedPull, repo: string, shiftMs: number, now: number): Pull {
  const created_at = pull.created_at + shiftMs;
  const closed_at = pull.closed_at !== undefined && pull.closed_at + shiftMs <= now ? pull.closed_at + shiftMs : null;
  const state = closed_at === null ? "open" : "closed";
  const merge_sha = state === "open" ? stableSha(`test merge ${repo}#${pull.number}`) : null;
  return { ...pull, state, created_at, updated_at: closed_at ?? created_at, closed_at, merged_at: null, merge_sha };
}

/** Windows may overlap; a pull request is one all the same. */
function once(pulls: readonly Pull[]): Pull[] {
  return [...new Map(pulls.map((pull) => [pull.number, pull])).values()];
}

type Around = { shiftMs: number; now: number; pullOf: (tag: DataSet["tags"][number]) => number | null };

function repositoryOf(set: DataSet, pulls: Pull[], around: Around): Repository {
  const [owner = "", name = ""] = set.repo.split("/");
  const alive = pulls.filter(({ state, head, head_repo }) => state === "open" && head && !head_repo);
  const cuts = set.cuts.filter(({ at }) => at + around.shiftMs <= around.now).map(({ branch }) => branch);
  const named = new Set([
    set.base_branch,
    ...cuts,
    ...pulls.map(({ base }) => base),
    ...alive.map(({ head }) => head ?? ""),
  ]);
  const branches = [...named].filter((branch) => !(branch in set.renamed_branches)).sort();
  const { repo: full_name, description, language, base_branch: default_branch, renamed_branches, issues } = set;
  const about = {
    full_name,
    owner,
    name,
    description,
    language,
    default_branch,
    archived: set.archived,
    visibility: set.visibility,
  };
  return { ...about, branches, renamed_branches, pulls, issues, ...releasesOf(set, pulls, around) };
}

/** Tags stand at commits that are there, and releases are published when their time has come. */
function releasesOf(set: DataSet, pulls: readonly Pull[], { shiftMs, now, pullOf }: Around) {
  const byNumber = new Map(pulls.map((pull) => [pull.number, pull]));
  const tags = set.tags.flatMap((tag): Tag[] => {
    const { merge_sha: sha, merged_at: at } = byNumber.get(pullOf(tag) ?? 0) ?? {};
    return sha && at ? [{ name: tag.name, sha, at, annotated: tag.annotated }] : [];
  });
  return {
    cuts: set.cuts.map((one) => ({ ...one, at: one.at + shiftMs })),
    tags,
    releases: set.releases
      .map((one) => ({ ...one, published_at: one.published_at + shiftMs }))
      .filter(({ published_at }) => published_at <= now)
      .toSorted((one, other) => other.published_at - one.published_at),
    milestones: set.milestones.map((one) => ({ ...one, ...(one.due_on && { due_on: one.due_on + shiftMs }) })),
  };
}
