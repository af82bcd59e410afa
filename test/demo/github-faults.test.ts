import { expect, test } from "vitest";
import { octokitFor, HARBOR, askedHarbor } from "../support/harbor.ts";

async function fault(url: string, fault: string, more: object = {}) {
  const body = JSON.stringify({ route: "/pulls", fault, times: 1, ...more });
  expect((await fetch(`${url}/_demo/faults`, { method: "POST", body })).status).toBe(201);
}

/** @source go-github knows a secondary limit by the end of this address alone. */
const SECONDARY = { documentation_url: expect.stringMatching(/#about-secondary-rate-limits$/) };

test.each([
  ["429", { status: 429, response: { headers: { "retry-after": "7" }, data: SECONDARY } }],
  ["403-secondary", { status: 403, response: { headers: { "retry-after": "7" }, data: SECONDARY } }],
  ["403-primary", { status: 403, response: { headers: { "x-ratelimit-remaining": "0" } } }],
  ["500-before", { status: 500 }],
  ["500-after", { status: 500 }],
])("the fault %s happens as often as asked, then all is well", async (name, refusal) => {
  const { octokit, url } = await askedHarbor();
  await fault(url, name, { times: 2, retry_after_s: 7 });

  await expect(octokit.rest.pulls.list(HARBOR)).rejects.toMatchObject(refusal);
  await expect(octokit.rest.pulls.list(HARBOR)).rejects.toMatchObject(refusal);
  expect((await octokit.rest.pulls.list(HARBOR)).status).toBe(200);
});

test("a hanging request ends when the client goes away", async () => {
  const { url } = await askedHarbor();
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
  const { url } = await askedHarbor();
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
  const { octokit, url } = await askedHarbor();
  await fault(url, "slow", { delay_ms: 120 });
  const began = performance.now();

  expect((await octokit.rest.pulls.list(HARBOR)).status).toBe(200);
  expect(performance.now() - began).toBeGreaterThanOrEqual(115);
});

test("a fault can be read, aimed at one page, and cleared; a misspelt one is refused", async () => {
  const { octokit, url } = await askedHarbor();
  await fault(url, "500-before", { route: "page=2", times: 9 });

  expect(await (await fetch(`${url}/_demo/faults`)).json()).toMatchObject([{ route: "page=2", times: 9 }]);
  expect((await octokit.rest.pulls.list(HARBOR)).status).toBe(200);
  await expect(octokit.rest.pulls.list({ ...HARBOR, page: 2 })).rejects.toMatchObject({ status: 500 });
  await fetch(`${url}/_demo/faults`, { method: "DELETE" });
  expect((await octokit.rest.pulls.list({ ...HARBOR, page: 2 })).status).toBe(200);
  expect((await fetch(`${url}/_demo/faults`, { method: "POST", body: '{"fault":"oops"}' })).status).toBe(422);
});

test("requests are counted by route, whatever the prefix", async () => {
  const { octokit, url } = await askedHarbor();
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

async function requests(url: string): Promise<unknown> {
  return (await fetch(`${url}/_demo/requests`)).json();
}
