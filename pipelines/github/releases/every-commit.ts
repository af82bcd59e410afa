import { MOST_PER_PAGE } from "../tool.ts";
import type { AskingReleases } from "./asking.ts";
import { notWhole, tooManyCommits } from "./faults.ts";
import type { CommitAt, Comparison } from "./reads.ts";

/** 20,000 commits are no range any more. */
const MOST_PAGES = 200;

/**
 * All commits that the head has and the base has not: as many as GitHub counts, or none.
 *
 * @param first Its first page.
 * @throws {Problem} `too_large`, or `unavailable` where GitHub lists fewer than it counts.
 */
export async function everyCommit(
  repo: string,
  ends: { base: string; head: string },
  first: Comparison,
  { compare }: Pick<AskingReleases, "compare">,
): Promise<CommitAt[]> {
  const { total } = first;
  if (total > MOST_PAGES * MOST_PER_PAGE) throw tooManyCommits(repo, total);
  const all = new Map(first.commits.map((one) => [one.sha, one]));
  for (let page = 2; all.size < total && (page - 1) * MOST_PER_PAGE < total; page += 1) {
    const more = await compare(repo, { ...ends, page });
    for (const one of more?.commits ?? []) all.set(one.sha, one);
  }
  if (all.size < total) throw notWhole(repo, all.size, total);
  return [...all.values()];
}
