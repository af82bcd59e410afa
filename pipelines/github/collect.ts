import type { Coverage } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { ListArgs, ListedPull } from "./tools.ts";

const PAGE_SIZE = 100;
/** 20,000 pull requests touched in one window is no window any more. */
const MAX_PAGES = 200;
const MAX_CATCH_UPS = 5;

type PageOf = (args: ListArgs) => Promise<ListedPull[]>;

/**
 * Reads everything that was merged into one base branch in a window, completely or not at all.
 *
 * Merging changes `updated_at`, so every pull request merged since `since` was updated since then: newest first, the scan may stop at
 * the first older one. A pull request that is touched during the scan jumps to the front, past the pages already read, so afterwards
 * the front is read again down to where the scan began.
 *
 * @param page Reads one page; handed in, so that each page can be a recorded call.
 * @throws {Problem} `invalid` when the window has no end within reason.
 */
export async function collectSource(
  source: Source,
  range: { since: string; until: string },
  page: PageOf,
): Promise<{ pulls: ListedPull[]; coverage: Coverage }> {
  const [owner = "", repo = ""] = source.repo.split("/");
  const found = new Map<number, ListedPull>();
  let pages = 0;
  const scan = async (downTo: number) => {
    let newest = 0;
    for (let number = 1; ; number += 1) {
      if ((pages += 1) > MAX_PAGES) throw tooMuch(source);
      const args = {
        owner,
        repo,
        state: "closed",
        base: source.base_branch,
        sort: "updated",
        direction: "desc",
      } as const;
      const pulls = await page({ ...args, page: number, perPage: PAGE_SIZE });
      for (const pull of pulls) keepNewest(found, pull);
      newest = Math.max(newest, timeOf(pulls[0]));
      if (pulls.length < PAGE_SIZE || timeOf(pulls.at(-1)) < downTo) return newest;
    }
  };
  const since = Date.parse(range.since);
  let mark = await scan(since);
  for (let round = 0; round < MAX_CATCH_UPS; round += 1) {
    const newest = await scan(Math.max(mark, since));
    if (newest <= mark) break;
    mark = newest;
  }
  const pulls = [...found.values()].filter((pull) => isMergedIn(pull, source, range));
  const seen = found.size;
  return { pulls, coverage: { pages, seen, in_window: pulls.length, excluded: seen - pulls.length } };
}

function keepNewest(found: Map<number, ListedPull>, pull: ListedPull): void {
  const known = found.get(pull.number);
  if (!known || timeOf(pull) >= timeOf(known)) found.set(pull.number, pull);
}

function timeOf(pull: ListedPull | undefined): number {
  return pull ? Date.parse(pull.updated_at) : 0;
}

/** Half-open, by instants: `since` ≤ merged < `until`. The base is checked here too: not every server filters it. */
export function isMergedIn(
  { merged_at, base }: ListedPull,
  { base_branch }: Source,
  { since, until }: { since: string; until: string },
): boolean {
  if (!merged_at || base.ref !== base_branch) return false;
  const at = Date.parse(merged_at);
  return at >= Date.parse(since) && at < Date.parse(until);
}

function tooMuch({ repo }: Source): Problem {
  return new Problem("invalid", `${repo} has too many pull requests in this window to read.`, "Choose fewer days.");
}
