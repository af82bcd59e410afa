import { expect, test } from "vitest";
import { readDataSets } from "../../../demo/github/data-set.ts";
import type { ListArgs, ListedPull } from "../../../pipelines/github/client.ts";
import { collectSource } from "../../../pipelines/github/collect.ts";
import { ALL_OF_TIME, bigRepository, DATA, github, listed, madeRepository } from "./harness.ts";

const BIG = { repo: "acme/big", base_branch: "main" };
const harbor = readDataSets([DATA]).find(({ repo }) => repo === "acme/harbor")!;
const merged = harbor.windows.flatMap(({ prs }) => prs);

test("a scan over several pages finds everything merged in the window, and proves it", async () => {
  const { client } = await github({ data: [bigRepository(250)] });
  const range = { since: "2026-01-02T00:00:00Z", until: "2026-01-09T00:00:00Z" };

  const { pulls, coverage } = await collectSource(BIG, range, (args) => client.listPullRequests(args));

  const wanted = Array.from({ length: 7 * 24 }, (_, index) => 25 + index);
  expect(pulls.map(({ number }) => number).sort((a, b) => a - b)).toEqual(wanted);
  expect(coverage.seen).toBe(coverage.in_window + coverage.excluded);
  expect(coverage).toMatchObject({ in_window: 168, pages: 4 });
});

test("a page that is short, or empty, though another follows is not taken for the last one", async () => {
  const hidden = (index: number) => index % 100 === 7 || (index >= 100 && index < 200);
  const made = Array.from({ length: 420 }, (_, index) => ({ hidden: hidden(419 - index) }));
  const { client } = await github({ data: [madeRepository(made)] });

  const { pulls, coverage } = await collectSource(BIG, ALL_OF_TIME, (args) => client.listPullRequests(args));

  expect(pulls).toHaveLength(made.filter((one) => !one.hidden).length);
  expect(coverage.in_window).toBe(pulls.length);
});

test("the window is half-open, by instants", async () => {
  const { client } = await github();
  const [one] = merged.filter(({ base }) => base === "main");
  const at = (ms: number) => new Date(one!.merged_at + ms).toISOString();
  const read = (since: string, until: string) =>
    collectSource({ repo: "acme/harbor", base_branch: "main" }, { since, until }, (args) =>
      client.listPullRequests(args),
    );

  const from = await read(at(0), at(1));
  const to = await read(at(-1), at(0));

  expect(from.pulls.map(({ number }) => number)).toEqual([one!.number]);
  expect(to.pulls).toEqual([]);
});

test("only what was merged into the base branch counts, also when the server does not filter", async () => {
  const { client } = await github();
  const source = { repo: "acme/harbor", base_branch: "release/2.x" };
  const numbers = merged.filter(({ base }) => base === "release/2.x").map(({ number }) => number);

  const exact = await collectSource(source, ALL_OF_TIME, (args) => client.listPullRequests(args));
  const sloppy = await collectSource(source, ALL_OF_TIME, (args) =>
    client.listPullRequests({ ...args, base: undefined }),
  );

  expect(exact.pulls.map(({ number }) => number).sort()).toEqual(numbers.sort());
  expect(sloppy.pulls.map(({ number }) => number).sort()).toEqual(numbers);
  expect(sloppy.coverage.excluded).toBeGreaterThan(0);
});

test("a pull request touched between two pages is lost by a plain scan, and found by ours", async () => {
  const { client, touch } = await github({ data: [bigRepository(250)] });
  /** Puts a label on a pull request of the last page, right after the first page was read. */
  const interrupted = (number: number) => {
    let untouched = true;
    return async (args: ListArgs) => {
      const pulls = await client.listPullRequests(args);
      if (untouched) await touch("acme/big", number);
      untouched = false;
      return pulls;
    };
  };

  const plain = await plainScan(interrupted(10));
  const ours = await collectSource(BIG, ALL_OF_TIME, interrupted(20));

  expect(plain.has(10)).toBe(false);
  expect(plain.size).toBe(249);
  expect(ours.coverage).toEqual({ pages: 4, seen: 250, in_window: 250, excluded: 0 });
});

test("what is touched while catching up is caught up with, too", async () => {
  const front = (...numbers: number[]) => [
    ...numbers.map((number) => listed(number, { updated_at: `2027-01-01T00:00:${60 - number}Z` })),
    ...Array.from({ length: 100 - numbers.length }, (_, index) => listed(200 - index)),
  ];
  const touchedAgain = front(1, 2).map((pull) => ({ ...pull, updated_at: "2027-01-02T00:00:00Z" }));
  const pages = [front(), [listed(99)], touchedAgain, front(3), front(3)];

  const { pulls } = await collectSource(BIG, ALL_OF_TIME, async () => pages.shift() ?? []);

  expect(pulls.map(({ number }) => number)).toEqual(expect.arrayContaining([1, 2, 3, 99]));
});

test("a list that never holds still, or never ends, is a failure and not a guess", async () => {
  let now = Date.parse("2026-11-01T00:00:00Z");
  const full = () =>
    Array.from({ length: 100 }, (_, at) => listed(at + 1, { updated_at: new Date((now += 1_000)).toISOString() }));
  const restless = async ({ page }: ListArgs) => (page === 1 ? full() : []);

  await expect(collectSource(BIG, ALL_OF_TIME, restless)).rejects.toMatchObject({ code: "unavailable" });
  await expect(collectSource(BIG, ALL_OF_TIME, async () => full())).rejects.toMatchObject({ code: "too_large" });
});

test("an unmerged pull request that is newer than the window does not end the scan", async () => {
  const closed = listed(1, { merged_at: null, updated_at: "2026-10-09T00:00:00Z" });
  const commented = listed(2, { merged_at: "2026-01-01T00:00:00Z", updated_at: "2026-10-08T00:00:00Z" });
  const week = { since: "2026-10-05T00:00:00Z", until: "2026-10-12T00:00:00Z" };
  const page = async () => [closed, commented, listed(3)];

  const { pulls, coverage } = await collectSource(BIG, week, page);

  expect(pulls.map(({ number }) => number)).toEqual([3]);
  expect(coverage).toEqual({ pages: 1, seen: 3, in_window: 1, excluded: 2 });
});

async function plainScan(read: (args: ListArgs) => Promise<ListedPull[]>): Promise<Set<number>> {
  const found = new Set<number>();
  for (let page = 1; ; page += 1) {
    const order = { state: "closed", sort: "updated", direction: "desc", perPage: 100 } as const;
    const pulls = await read({ owner: "acme", repo: "big", base: "main", ...order, page });
    for (const { number } of pulls) found.add(number);
    if (pulls.length < 100) return found;
  }
}
