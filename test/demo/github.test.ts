import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readDataSets } from "../../demo/github/data-set.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { HARBOR, askedHarbor, DATA } from "../support/harbor.ts";

const DAY_MS = 24 * 3_600_000;

const sets = readDataSets([DATA]);
const harbor = sets.find(({ repo }) => repo === "acme/harbor")!;
const merges = sets.flatMap(({ windows }) => windows.flatMap(({ prs }) => prs.map(({ merged_at }) => merged_at)));
const newestMerge = Math.max(...merges);

test("paging over all closed pull requests of a branch finds each exactly once", async () => {
  const { octokit } = await askedHarbor();
  const query = { ...HARBOR, state: "closed", base: "main", sort: "updated", direction: "desc", per_page: 7 } as const;

  const all = await octokit.paginate(octokit.rest.pulls.list, query);

  const merged = all.filter(({ merged_at }) => merged_at !== null).map(({ number }) => number);
  const expected = harbor.windows.flatMap(({ prs }) => prs).filter(({ base }) => base === "main");
  expect(merged.sort()).toEqual(expected.map(({ number }) => number).sort());
  const updates = all.map(({ updated_at }) => updated_at);
  expect(updates).toEqual([...updates].sort().reverse());
});

test("the base filter is exact", async () => {
  const { octokit } = await askedHarbor();

  const { data: release } = await octokit.rest.pulls.list({ ...HARBOR, state: "closed", base: "release/2.x" });
  const { data: none } = await octokit.rest.pulls.list({ ...HARBOR, state: "all", base: "release" });

  expect(release.map(({ number }) => number).sort()).toEqual([1187, 1211, 1242]);
  expect(none).toEqual([]);
});

test("open pull requests and those closed without a merge are told from merged ones", async () => {
  const { octokit } = await askedHarbor();

  const { data: open } = await octokit.rest.pulls.list(HARBOR);
  const { data: closed } = await octokit.rest.pulls.list({ ...HARBOR, state: "closed", per_page: 100 });

  expect(open.map(({ number }) => number).sort()).toEqual([1217, 1248, 1252]);
  expect(open.every(({ closed_at }) => closed_at === null)).toBe(true);
  const unmerged = closed.filter(({ merged_at }) => merged_at === null).map(({ number }) => number);
  expect(unmerged.sort()).toEqual([1200, 1223, 1237]);
});

test("no pull request was updated before it was merged", async () => {
  const { octokit } = await askedHarbor();
  const all = await octokit.paginate(octokit.rest.pulls.list, { ...HARBOR, state: "closed", per_page: 100 });

  expect(all.filter(({ merged_at, updated_at }) => merged_at !== null && updated_at < merged_at)).toEqual([]);
});

test("one pull request has its counts, files, diff, commits and linked issue", async () => {
  const { octokit } = await askedHarbor();
  const one = { ...HARBOR, pull_number: 1209 };

  const { data: pull } = await octokit.rest.pulls.get(one);
  const { data: files } = await octokit.rest.pulls.listFiles({ ...one, per_page: 1, page: 2 });
  const { data: diff } = await octokit.rest.pulls.get({ ...one, mediaType: { format: "diff" } });
  const { data: commits } = await octokit.rest.pulls.listCommits(one);
  const { data: issue } = await octokit.rest.issues.get({ ...HARBOR, issue_number: 1192 });

  expect(pull).toMatchObject({ merged: true, merged_by: { login: "pdias" }, additions: 45, deletions: 41, commits: 1 });
  expect(pull).toMatchObject({ changed_files: 2, user: { type: "Bot", login: "devin-ai-integration[bot]" } });
  expect(files).toMatchObject([{ filename: "packages/eta/test/fixed-clock.ts", status: "added" }]);
  expect(diff).toMatch(/^diff --git a\/packages\/eta/);
  expect(commits[0]?.commit.message).toContain("Co-authored-by: Paula Dias <pdias@");
  expect(issue).toMatchObject({ title: "Search by order number", labels: [{ name: "feature" }] });
});

test("a diff of more than 300 files is refused with GitHub's words", async () => {
  const { path: folder, remove } = temporaryFolder("demo-github");
  onTestFinished(remove);
  const files = Array.from({ length: 301 }, (_, index) => ({ path: `src/${index}.ts`, additions: 1, deletions: 0 }));
  const pull = { number: 1, title: "Move", author_name: "Ada", author_login: "ada", base: "main", body: "", files };
  const prs = [{ ...pull, merged_at: "2026-01-01T00:00:00Z", merge_sha: "0".repeat(40) }];
  writeFileSync(
    join(folder, "big.json"),
    JSON.stringify({ repo: "acme/big", base_branch: "main", windows: [{ prs }] }),
  );
  const { octokit } = await askedHarbor({ data: [folder] });

  const one = { owner: "acme", repo: "big", pull_number: 1, mediaType: { format: "diff" } };
  await expect(octokit.rest.pulls.get(one)).rejects.toMatchObject({
    status: 406,
    response: {
      data: { message: expect.stringMatching(/^Sorry, the diff exceeded the maximum number of files \(300\)/) },
    },
  });
});

test("a deleted author is null, a name without a login gets one, and a fork stays a fork", async () => {
  const { octokit } = await askedHarbor();
  const pull = async (pull_number: number) => (await octokit.rest.pulls.get({ ...HARBOR, pull_number })).data;

  expect((await pull(1215)).user).toBeNull();
  expect((await pull(1203)).user).toMatchObject({ login: "ana-ruiz", type: "User" });
  expect((await pull(1204)).head).toMatchObject({ label: "jun-abe:island-depots", repo: { fork: true } });
});

test("an answer that has not changed is 304, and costs nothing of the rate limit", async () => {
  const { octokit, url } = await askedHarbor();
  const first = await octokit.rest.pulls.list(HARBOR);
  const headers = { "if-none-match": first.headers.etag ?? "" };

  await expect(octokit.rest.pulls.list({ ...HARBOR, headers })).rejects.toMatchObject({
    status: 304,
    response: { headers: { "x-ratelimit-used": "1" } },
  });

  await fetch(`${url}/_demo/touch`, { method: "POST", body: JSON.stringify({ repo: "acme/harbor", number: 1252 }) });
  expect((await octokit.rest.pulls.list({ ...HARBOR, headers })).status).toBe(200);
});

test("a touched pull request jumps to the top of the list in the middle of a scan", async () => {
  const { octokit, url } = await askedHarbor();
  const query = { ...HARBOR, state: "closed", sort: "updated", direction: "desc", per_page: 20 } as const;
  const before = await octokit.paginate(octokit.rest.pulls.list, query);
  const last = before.at(-1)!.number;

  const body = JSON.stringify({ repo: "acme/harbor", number: last });
  expect((await fetch(`${url}/_demo/touch`, { method: "POST", body })).status).toBe(204);

  expect((await octokit.rest.pulls.list(query)).data[0]?.number).toBe(last);
});

test.each([0, 3.4, 6.99, 7, 400, -1_000])("%d days from the newest merge, it lies in the coming week", async (days) => {
  const now = newestMerge + days * DAY_MS;
  const { octokit, url } = await askedHarbor({ shift: "today", clock: () => new Date(now) });
  const list = { state: "closed", per_page: 100 } as const;
  const seen = async (repo: string) => (await octokit.rest.pulls.list({ ...list, owner: "acme", repo })).data;

  const shown = (await Promise.all(["harbor", "harbor-web"].map(seen))).flat();

  const weeks = Math.floor((now - newestMerge) / (7 * DAY_MS)) + 1;
  const shifted = merges.map((merge) => merge + weeks * 7 * DAY_MS);
  expect(Math.max(...shifted) - now).toBeGreaterThan(0);
  expect(Math.max(...shifted) - now).toBeLessThanOrEqual(7 * DAY_MS);
  const visible = shown.flatMap(({ merged_at }) => (merged_at ? [Date.parse(merged_at)] : []));
  expect(visible.sort()).toEqual(shifted.filter((merge) => merge <= now).sort());
  expect(shown.filter(({ updated_at }) => Date.parse(updated_at) > now)).toEqual([]);
  expect((await fetch(`${url}/repos/acme/harbor/pulls/1253`)).status).toBe(404);
});

test("a hidden pull request appears when its time comes", async () => {
  let now = newestMerge;
  const { octokit } = await askedHarbor({ shift: "today", clock: () => new Date(now) });
  const newest = { ...HARBOR, pull_number: 1253 };

  await expect(octokit.rest.pulls.get(newest)).rejects.toMatchObject({ status: 404 });
  now += 7 * DAY_MS;
  const { data } = await octokit.rest.pulls.get(newest);

  expect(data.merged_at && Date.parse(data.merged_at)).toBe(now);
});
