import type { Coverage } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { MOST_PER_PAGE } from "./tool.ts";
import type { ListArgs, ListedPull } from "./tools.ts";

/** 20,000 pull requests touched since its beginning is no window any more. */
const MAX_PAGES = 200;
const MAX_CATCH_UPS = 10;

type Range = { since: string; until: string };

/**
 * Reads everything that was merged into one base branch in a window: completely, or not at all.
 *
 * Merging changes `updated_at`, so what was merged since `since` was updated since then: newest first, the scan may stop at the first
 * older one. A pull request that is touched meanwhile jumps to the front, past the pages already read; so the front is read again,
 * down to where the scan began, until nothing has moved.
 *
 * @param page Reads one page; handed in, so that each page can be a recorded call.
 * @throws {Problem} `too_large` for a window that is too long, `unavailable` when the list never holds still.
 */
export async function collectSource(
  source: Source,
  range: Range,
  page: (args: ListArgs) => Promise<ListedPull[]>,
): Promise<{ pulls: ListedPull[]; coverage: Coverage }> {
  const found = new Map<number, ListedPull>();
  let pages = 0;

  /** From the front down to the first one updated before `downTo`; a page counts whole. */
  async function scan(downTo: number) {
    let newest = downTo;
    let moved = false;
    for (let number = 1; ; number += 1) {
      if (++pages > MAX_PAGES) throw tooLong(source);
      const pulls = await page(argsFor(source, number));
      for (const pull of pulls) moved = keepNewest(found, pull) || moved;
      if (number === 1) newest = Math.max(newest, ...pulls.map(updatedAt));
      const isLast = pulls.length < MOST_PER_PAGE || pulls.some((pull) => updatedAt(pull) < downTo);
      // One page is one look: nothing can have moved while it was read.
      if (isLast) return { newest, settled: number === 1 || !moved };
    }
  }

  let { newest, settled } = await scan(Date.parse(range.since));
  for (let round = 0; !settled; round += 1) {
    if (round === MAX_CATCH_UPS) throw restless(source);
    ({ newest, settled } = await scan(newest));
  }
  const pulls = [...found.values()].filter((pull) => isMergedIn(pull, source, range));
  const coverage = { pages, seen: found.size, in_window: pulls.length, excluded: found.size - pulls.length };
  return { pulls, coverage };
}

/** Half-open, by instants: `since` ≤ merged < `until`. The base counts here too: not every server filters it exactly. */
export function isMergedIn({ merged_at, base }: ListedPull, { base_branch }: Source, { since, until }: Range): boolean {
  if (!merged_at || base.ref !== base_branch) return false;
  const at = Date.parse(merged_at);
  return at >= Date.parse(since) && at < Date.parse(until);
}

function argsFor({ repo, base_branch }: Source, page: number): ListArgs {
  const [owner = "", name = ""] = repo.split("/");
  const order = { sort: "updated", direction: "desc" } as const;
  return { owner, repo: name, state: "closed", base: base_branch, ...order, page, perPage: MOST_PER_PAGE };
}

/** @returns whether it is new, or newer than it was. */
function keepNewest(found: Map<number, ListedPull>, pull: ListedPull): boolean {
  const known = found.get(pull.number);
  if (known && updatedAt(known) >= updatedAt(pull)) return false;
  found.set(pull.number, pull);
  return true;
}

function updatedAt({ updated_at }: ListedPull): number {
  return Date.parse(updated_at);
}

function tooLong({ repo }: Source): Problem {
  const message = `${repo} has more than ${MAX_PAGES * MOST_PER_PAGE} pull requests since the window began.`;
  return new Problem("too_large", message, "Choose a later or shorter window.");
}

function restless({ repo }: Source): Problem {
  return new Problem("unavailable", `The pull requests of ${repo} change faster than they can be read.`, LATER);
}

const LATER = "Try again when the repository is quieter.";
