import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Octokit } from "@octokit/rest";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { readDataSets } from "../../demo/github/data-set.ts";
import { startDemoGitHub, type DemoGitHub, type DemoGitHubOptions } from "../../demo/github/server.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const DATA = fileURLToPath(new URL("../../demo/data", import.meta.url));
const DAY_MS = 24 * 3_600_000;
const HARBOR = { owner: "acme", repo: "harbor" };

const sets = readDataSets([DATA]);
const harbor = sets.find(({ repo }) => repo === "acme/harbor")!;
const merges = sets.flatMap(({ windows }) => windows.flatMap(({ prs }) => prs.map(({ merged_at }) => merged_at)));
const newestMerge = Math.max(...merges);

let running: DemoGitHub[] = [];
afterEach(async () => {
  await Promise.all(running.map(({ close }) => close()));
  running = [];
});

async function start(options: Partial<DemoGitHubOptions> = {}) {
  const github = await startDemoGitHub({ data: [DATA], shift: "none", ...options });
  running.push(github);
  return github;
}

const octokitFor = (url: string, auth?: string) =>
  new Octokit({ baseUrl: url, auth, log: { debug() {}, info() {}, warn() {}, error() {} } });

async function started(options: Partial<DemoGitHubOptions> = {}) {
  const { url } = await start(options);
  return { url, octokit: octokitFor(url) };
}

async function fault(url: string, fault: string, more: object = {}) {
  const body = JSON.stringify({ route: "/pulls", fault, times: 1, ...more });
  expect((await fetch(`${url}/_demo/faults`, { method: "POST", body })).status).toBe(201);
}

test("paging over all closed pull requests of a branch finds each exactly once", async () => {
  const { octokit } = await started();
  const query = { ...HARBOR, state: "closed", base: "main", sort: "updated", direction: "desc", per_page: 7 } as const;

  const all = await octokit.paginate(octokit.rest.pulls.list, query);

  const merged = all.filter(({ merged_at }) => merged_at !== null).map(({ number }) => number);
  const expected = harbor.windows.flatMap(({ prs }) => prs).filter(({ base }) => base === "main");
  expect(merged.sort()).toEqual(expected.map(({ number }) => number).sort());
  const updates = all.map(({ updated_at }) => updated_at);
  expect(updates).toEqual([...updates].sort().reverse());
});

test("the base filter is exact", async () => {
  const { octokit } = await started();

  const { data: release } = await octokit.rest.pulls.list({ ...HARBOR, state: "closed", base: "release/2.x" });
  const { data: none } = await octokit.rest.pulls.list({ ...HARBOR, state: "all", base: "release" });

  expect(release.map(({ number }) => number).sort()).toEqual([1187, 1211, 1242]);
  expect(none).toEqual([]);
});

test("open pull requests and those closed without a merge are told from merged ones", async () => {
  const { octokit } = await started();

  const { data: open } = await octokit.rest.pulls.list(HARBOR);
  const { data: closed } = await octokit.rest.pulls.list({ ...HARBOR, state: "closed", per_page: 100 });

  expect(open.map(({ number }) => number).sort()).toEqual([1217, 1248, 1252]);
  expect(open.every(({ closed_at }) => closed_at === null)).toBe(true);
  const unmerged = closed.filter(({ merged_at }) => merged_at === null).map(({ number }) => number);
  expect(unmerged.sort()).toEqual([1200, 1223, 1237]);
});

test("no pull request was updated before it was merged", async () => {
  const { octokit } = await started();
  const all = await octokit.paginate(octokit.rest.pulls.list, { ...HARBOR, state: "closed", per_page: 100 });

  expect(all.filter(({ merged_at, updated_at }) => merged_at !== null && updated_at < merged_at)).toEqual([]);
});

test("one pull request has its counts, files, diff, commits and linked issue", async () => {
  const { octokit } = await started();
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
  const { octokit } = await started({ data: [folder] });

  const one = { owner: "acme", repo: "big", pull_number: 1, mediaType: { format: "diff" } };
  await expect(octokit.rest.pulls.get(one)).rejects.toMatchObject({
    status: 406,
    response: {
      data: { message: expect.stringMatching(/^Sorry, the diff exceeded the maximum number of files \(300\)/) },
    },
  });
});

test("a deleted author is null, a name without a login gets one, and a fork stays a fork", async () => {
  const { octokit } = await started();
  const pull = async (pull_number: number) => (await octokit.rest.pulls.get({ ...HARBOR, pull_number })).data;

  expect((await pull(1215)).user).toBeNull();
  expect((await pull(1203)).user).toMatchObject({ login: "ana-ruiz", type: "User" });
  expect((await pull(1204)).head).toMatchObject({ label: "jun-abe:island-depots", repo: { fork: true } });
});

test("an answer that has not changed is 304, and costs nothing of the rate limit", async () => {
  const { octokit, url } = await started();
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
  const { octokit, url } = await started();
  const query = { ...HARBOR, state: "closed", sort: "updated", direction: "desc", per_page: 20 } as const;
  const before = await octokit.paginate(octokit.rest.pulls.list, query);
  const last = before.at(-1)!.number;

  const body = JSON.stringify({ repo: "acme/harbor", number: last });
  expect((await fetch(`${url}/_demo/touch`, { method: "POST", body })).status).toBe(204);

  expect((await octokit.rest.pulls.list(query)).data[0]?.number).toBe(last);
});

test("what is not there is GitHub's 404", async () => {
  const { octokit } = await started();
  const nothing = { status: 404, response: { data: { message: "Not Found", status: "404" } } };

  await expect(octokit.rest.repos.get({ owner: "acme", repo: "nowhere" })).rejects.toMatchObject(nothing);
  await expect(octokit.rest.pulls.get({ ...HARBOR, pull_number: 9 })).rejects.toMatchObject(nothing);
  await expect(octokit.rest.repos.getBranch({ ...HARBOR, branch: "nope" })).rejects.toMatchObject({
    status: 404,
    response: { data: { message: "Branch not found" } },
  });
  await expect(octokit.request("GET /repos/acme/harbor/milestones")).rejects.toMatchObject(nothing);
  await expect(octokit.rest.issues.create({ ...HARBOR, title: "Write" })).rejects.toMatchObject(nothing);
});

test("a repository is found by its exact name, and an owner's by the owner's", async () => {
  const { octokit } = await started();
  const search = async (q: string) =>
    (await octokit.rest.search.repos({ q })).data.items.map(({ full_name }) => full_name);

  expect(await search("repo:acme/harbor fork:true")).toEqual(["acme/harbor"]);
  expect(await search("repo:Acme/Harbor-Web")).toEqual(["acme/harbor-web"]);
  expect(await search("repo:acme/harb")).toEqual([]);
  expect(await search("org:acme customers")).toEqual(["acme/harbor-web"]);
  expect(await search("user:ac")).toEqual([]);
});

test("what has another name now answers where it is, as GitHub's redirects do", async () => {
  const path = join(temporaryFolder("renamed").path, "renamed.json");
  const names = { renamed_branches: { old: "older", older: "main" }, former_names: ["acme/was"] };
  writeFileSync(path, JSON.stringify({ repo: "acme/is", base_branch: "main", windows: [], ...names }));
  const { octokit, url } = await started({ data: [path] });
  const led = (from: string) => fetch(`${url}${from}`, { redirect: "manual" });

  const branch = await led("/repos/acme/is/branches/old");
  expect(branch.status).toBe(301);
  const to = branch.headers.get("location") ?? "";
  expect(to).toMatch(/\/repositories\/\d+\/branches\/main$/);
  expect(await branch.json()).toMatchObject({ message: "Moved Permanently", url: to });
  expect(await (await fetch(to)).json()).toMatchObject({ name: "main" });
  expect((await led("/repos/acme/is/branches/master")).status).toBe(301);
  expect((await led("/repos/acme/is/branches/trunk")).status).toBe(404);
  const pulls = await led("/repos/acme/was/pulls?state=closed");
  expect(pulls.headers.get("location")).toMatch(/\/repositories\/\d+\/pulls\?state=closed$/);
  expect((await octokit.rest.repos.get({ owner: "acme", repo: "was" })).data.full_name).toBe("acme/is");
});

test("repositories and branches can be listed, searched and opened, with the Enterprise prefix too", async () => {
  const { url } = await start();
  const octokit = octokitFor(`${url}/api/v3`);

  const { data: mine } = await octokit.rest.repos.listForAuthenticatedUser();
  const { data: found } = await octokit.rest.search.repos({ q: "customers see" });
  const { data: repository } = await octokit.rest.repos.get(HARBOR);
  const { data: branches } = await octokit.rest.repos.listBranches(HARBOR);
  const { data: branch } = await octokit.rest.repos.getBranch({ ...HARBOR, branch: "release/2.x" });

  expect(mine.map(({ full_name }) => full_name)).toEqual(["acme/harbor-web", "acme/harbor"]);
  expect(found.items.map(({ full_name }) => full_name)).toEqual(["acme/harbor-web"]);
  expect(repository).toMatchObject({
    default_branch: "main",
    private: false,
    permissions: { pull: true, push: false },
  });
  expect(branches.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["main", "release/2.x", "mira/graphql-spike"]),
  );
  expect(branch.name).toBe("release/2.x");
  const page = await octokit.rest.pulls.list({ ...HARBOR, state: "closed", per_page: 5 });
  expect(page.headers.link).toContain(`<${url}/api/v3/repos/acme/harbor/pulls?`);
});

test("another token is refused, the right one and none are let in", async () => {
  const { url } = await start({ token: "demo-token" });

  await expect(octokitFor(url, "wrong").rest.repos.get(HARBOR)).rejects.toMatchObject({
    status: 401,
    response: { data: { message: "Bad credentials" } },
  });
  expect((await octokitFor(url, "demo-token").rest.repos.get(HARBOR)).status).toBe(200);
  expect((await octokitFor(url).rest.repos.get(HARBOR)).status).toBe(200);
});

test.each([0, 3.4, 6.99, 7, 400, -1_000])("%d days from the newest merge, it lies in the coming week", async (days) => {
  const now = newestMerge + days * DAY_MS;
  const { octokit, url } = await started({ shift: "today", clock: () => new Date(now) });
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
  const { octokit } = await started({ shift: "today", clock: () => new Date(now) });
  const newest = { ...HARBOR, pull_number: 1253 };

  await expect(octokit.rest.pulls.get(newest)).rejects.toMatchObject({ status: 404 });
  now += 7 * DAY_MS;
  const { data } = await octokit.rest.pulls.get(newest);

  expect(data.merged_at && Date.parse(data.merged_at)).toBe(now);
});

/** @source go-github knows a secondary limit by the end of this address alone. */
const SECONDARY = { documentation_url: expect.stringMatching(/#about-secondary-rate-limits$/) };

test.each([
  ["429", { status: 429, response: { headers: { "retry-after": "7" }, data: SECONDARY } }],
  ["403-secondary", { status: 403, response: { headers: { "retry-after": "7" }, data: SECONDARY } }],
  ["403-primary", { status: 403, response: { headers: { "x-ratelimit-remaining": "0" } } }],
  ["500-before", { status: 500 }],
  ["500-after", { status: 500 }],
])("the fault %s happens as often as asked, then all is well", async (name, refusal) => {
  const { octokit, url } = await started();
  await fault(url, name, { times: 2, retry_after_s: 7 });

  await expect(octokit.rest.pulls.list(HARBOR)).rejects.toMatchObject(refusal);
  await expect(octokit.rest.pulls.list(HARBOR)).rejects.toMatchObject(refusal);
  expect((await octokit.rest.pulls.list(HARBOR)).status).toBe(200);
});

test("a hanging request ends when the client goes away", async () => {
  const { url } = await started();
  await fault(url, "hang");
  const impatient = new AbortController();
  const request = fetch(`${url}/repos/acme/harbor/pulls`, { signal: impatient.signal });
  request.catch(() => undefined);
  await expect.poll(async () => (await fetch(`${url}/_demo/faults`)).json()).toEqual([]);
  impatient.abort();

  await expect(request).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => requests(url)).toMatchObject({ total: 1, log: [{ status: 0 }] });
});

test("a dropped answer never arrives, and a truncated one breaks off", async () => {
  const { url } = await started();
  const list = `${url}/repos/acme/harbor/pulls?state=all`;

  await fault(url, "drop-after");
  await expect(fetch(list)).rejects.toThrow("fetch failed");

  await fault(url, "truncate");
  const half = await fetch(list);
  expect(half.status).toBe(200);
  await expect(half.text()).rejects.toThrow("terminated");

  expect((await fetch(list)).status).toBe(200);
});

test("a slow answer is late and whole", async () => {
  const { octokit, url } = await started();
  await fault(url, "slow", { delay_ms: 120 });
  const began = performance.now();

  expect((await octokit.rest.pulls.list(HARBOR)).status).toBe(200);
  expect(performance.now() - began).toBeGreaterThanOrEqual(115);
});

test("a fault can be read, aimed at one page, and cleared; a misspelt one is refused", async () => {
  const { octokit, url } = await started();
  await fault(url, "500-before", { route: "page=2", times: 9 });

  expect(await (await fetch(`${url}/_demo/faults`)).json()).toMatchObject([{ route: "page=2", times: 9 }]);
  expect((await octokit.rest.pulls.list(HARBOR)).status).toBe(200);
  await expect(octokit.rest.pulls.list({ ...HARBOR, page: 2 })).rejects.toMatchObject({ status: 500 });
  await fetch(`${url}/_demo/faults`, { method: "DELETE" });
  expect((await octokit.rest.pulls.list({ ...HARBOR, page: 2 })).status).toBe(200);
  expect((await fetch(`${url}/_demo/faults`, { method: "POST", body: '{"fault":"oops"}' })).status).toBe(422);
});

test("requests are counted by route, whatever the prefix", async () => {
  const { octokit, url } = await started();
  await octokit.rest.pulls.list(HARBOR);
  await octokitFor(`${url}/api/v3`).rest.pulls.list({ ...HARBOR, page: 2 });
  await octokit.rest.repos.getBranch({ ...HARBOR, branch: "release/2.x" });

  expect(await requests(url)).toMatchObject({
    total: 3,
    by_route: { "GET /repos/{owner}/{repo}/pulls": 2, "GET /repos/{owner}/{repo}/branches/{branch}": 1 },
    log: [{ method: "GET", path: "/repos/acme/harbor/pulls", status: 200 }, { query: "page=2" }, {}],
  });
  await fetch(`${url}/_demo/requests`, { method: "DELETE" });
  expect(await requests(url)).toEqual({ total: 0, by_route: {}, log: [] });
});

test("a pull request's page shows its text escaped", async () => {
  const { url } = await start({ htmlUrl: "self" });
  const { data } = await octokitFor(url).rest.pulls.get({ ...HARBOR, pull_number: 1246 });

  const page = await (await fetch(data.html_url)).text();

  expect(data.html_url).toBe(`${url}/acme/harbor/pull/1246`);
  expect(page).toContain("demo GitHub");
  expect(page).toContain("&lt;img src=x onerror=");
  expect(page).not.toContain("<img");
});

test("links lead to github.com unless someone says otherwise", async () => {
  const { octokit } = await started();
  const { data } = await octokit.rest.pulls.get({ ...HARBOR, pull_number: 1246 });

  expect(data.html_url).toBe("https://github.com/acme/harbor/pull/1246");
});

async function requests(url: string): Promise<unknown> {
  return (await fetch(`${url}/_demo/requests`)).json();
}
