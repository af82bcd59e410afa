import type { ResolvedRange } from "../../webhooks/contract/range.ts";
import type { ListedPull } from "./tools.ts";

/** What of one source belongs to a range. */
export type Within = {
  /** When it may have been merged. */
  since: string;
  until: string;
  /** What was merged with one of these; null where only the time tells. */
  commits: string[] | null;
  /** Pull requests that the commits name. */
  numbers: number[];
  resolved: ResolvedRange;
};

/** Of a list that reaches beyond the range: what the range has the commits of. A reader that tells no commit of a merge leaves their words. */
export function isWithin({ number, merge_commit_sha }: ListedPull, { commits, numbers }: Within): boolean {
  if (commits === null) return true;
  return merge_commit_sha ? known(commits).has(merge_commit_sha) : known(numbers).has(number);
}

const sets = new WeakMap<object, ReadonlySet<unknown>>();

function known<T>(list: readonly T[]): ReadonlySet<T> {
  const set = (sets.get(list) as ReadonlySet<T> | undefined) ?? new Set(list);
  sets.set(list, set);
  return set;
}

const DAY_MS = 24 * 3_600_000;

/** The time in which its pull requests are looked for: where the commits tell what belongs to it, a merge may be later than its commit. */
export function searchedIn({ since, until, commits }: Within): { since: string; until: string } {
  if (commits === null) return { since, until };
  return { since: new Date(Date.parse(since) - DAY_MS).toISOString(), until: FAR };
}

const FAR = "9999-12-31T00:00:00Z";
