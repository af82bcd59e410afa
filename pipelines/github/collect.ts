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
  page: PageOf,
): Promise<{ pulls: ListedPull[]; coverage: Coverage; reaches_back: boolean }> {
  const { found, pages, reaches_back } = await scanAll(source, range, page);
  const pulls = found.filter((pull) => isMergedIn(pull, source, range));
  const { length: seen } = found;
  const coverage = { pages, seen, in_window: pulls.length, excluded: seen - pulls.length };
  return { pulls, coverage, reaches_back };
}

/** The same for all branches of a repository. @throws {Problem} as `collectSource`. */
export async function collectAnyBase(
  repo: string,
  range: Range,
  page: PageOf,
): Promise<{ pulls: ListedPull[]; pages: number }> {
  const { found, pages } = await scanAll({ repo }, range, page);
  return { pulls: found.filter(({ merged_at }) => isWithin(merged_at, range)), pages };
}

type PageOf = (args: ListArgs) => Promise<ListedPull[]>;
type Listed = Pick<Source, "repo"> & Partial<Source>;
/** `reaches_back`: whether the list went on behind the window's beginning, or ended before. */
type Scanned = { found: ListedPull[]; pages: number; reaches_back: boolean };

async function scanAll(source: Listed, range: Range, page: PageOf): Promise<Scanned> {
  const found = new Map<number, ListedPull>();
  let pages = 0;
  let reaches_back = false;

  /** From the front down to the first one updated before `downTo`; a page counts whole. */
  async function scan(downTo: number) {
    let newest = downTo;
    let moved = false;
    for (let number = 1; ; number += 1) {
      if (++pages > MAX_PAGES) throw tooLong(source);
      const pulls = await page(argsFor(source, number));
      for (const pull of pulls) moved = keepNewest(found, pull) || moved;
      if (number === 1) newest = Math.max(newest, ...pulls.map(updatedAt));
      const isPast = pulls.some((pull) => updatedAt(pull) < downTo);
      reaches_back ||= isPast;
      const isLast = pulls.length < MOST_PER_PAGE || isPast;
      // One page is one look: nothing can have moved while it was read. A longer one was filled by further looks.
      if (isLast) return { newest, settled: (number === 1 && pulls.length <= MOST_PER_PAGE) || !moved };
    }
  }

  let { newest, settled } = await scan(Date.parse(range.since));
  const whole = reaches_back;
  for (let round = 0; !settled; round += 1) {
    if (round === MAX_CATCH_UPS) throw restless(source);
    ({ newest, settled } = await scan(newest));
  }
  return { found: [...found.values()], pages, reaches_back: whole };
}

/** Half-open, by instants: `since` ≤ merged < `until`. The base counts here too: not every server filters it exactly. */
export function isMergedIn({ merged_at, base }: ListedPull, { base_branch }: Source, range: Range): boolean {
  return base.ref === base_branch && isWithin(merged_at, range);
}

function isWithin(merged_at: string | null, { since, until }: Range): boolean {
  if (!merged_at) return false;
  const at = Date.parse(merged_at);
  return at >= Date.parse(since) && at < Date.parse(until);
}

/** One page of what was closed, the last touched first. */
export function argsFor({ repo, base_branch }: Listed, page: number): ListArgs {
  const [owner = "", name = ""] = repo.split("/");
  const order = { sort: "updated", direction: "desc" } as const;
  const base = base_branch === undefined ? {} : { base: base_branch };
  return { owner, repo: name, state: "closed", ...base, ...order, page, perPage: MOST_PER_PAGE };
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

function tooLong({ repo }: Listed): Problem {
  const message = `${repo} has more than ${MAX_PAGES * MOST_PER_PAGE} pull requests since the window began.`;
  return new Problem("too_large", message, "Choose a later or shorter window.");
}

function restless({ repo }: Listed): Problem {
  return new Problem("unavailable", `The pull requests of ${repo} change faster than they can be read.`, LATER);
}

const LATER = "Try again when the repository is quieter.";
