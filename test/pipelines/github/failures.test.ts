import { expect, test } from "vitest";
import { githubClient } from "../../../pipelines/github/client.ts";
import { classify, safeText } from "../../../pipelines/github/classify.ts";
import { github, HARBOR, quiet } from "./harness.ts";

const LIST = { ...HARBOR, state: "closed", perPage: 100 } as const;

test.each(["500-before", "500-after", "drop-after", "truncate"])(
  "one %s is retried, and nobody hears of it",
  async (name) => {
    const { client, fault, requests } = await github();
    await fault(name);

    expect(await client.listPullRequests(LIST)).toHaveLength(58);
    expect(await requests()).toHaveLength(2);
  },
);

test("a 429 is retried after the time that GitHub asks for", async () => {
  const { client, fault, requests } = await github();
  await fault("429", { retry_after_s: 1 });
  const began = Date.now();

  expect(await client.listPullRequests(LIST)).toHaveLength(58);

  expect(Date.now() - began).toBeGreaterThanOrEqual(1_000);
  expect((await requests()).map(({ status }) => status)).toEqual([429, 200]);
});

test.each([
  ["429", 3_600],
  ["403-secondary", 3_600],
  ["403-primary", 3_600],
])("a %s for an hour is not waited for: people hear until when", async (name, retry_after_s) => {
  const { client, fault, requests } = await github();
  await fault(name, { retry_after_s });

  const problem = await client.listPullRequests(LIST).catch((error: unknown) => error);

  expect(problem).toMatchObject({ code: "rate_limited", message: expect.stringMatching(/until \d\d:\d\d UTC\.$/) });
  expect(problem).toMatchObject({ retryAfterS: expect.closeTo(3_600, -1) });
  expect(await requests()).toHaveLength(1);
});

test("trouble that does not pass is told after three retries", async () => {
  const { client, fault, requests } = await github();
  await fault("500-before", { times: 10 });

  await expect(client.listPullRequests(LIST)).rejects.toMatchObject({
    code: "upstream",
    message: "GitHub has trouble of its own (status 500).",
  });
  expect(await requests()).toHaveLength(4);
});

test("a token that GitHub does not accept is not tried again, and never shown", async () => {
  const { client, requests } = await github({ token: "right", sent: "ghp_wrong" });

  const problem = await client.listPullRequests(LIST).catch((error: unknown) => error);

  expect(problem).toMatchObject({ code: "upstream", message: "GitHub does not accept the token." });
  expect(JSON.stringify([problem, (problem as Error).cause])).not.toContain("ghp_wrong");
  await expect(client.repositories()).rejects.toMatchObject({ message: "GitHub does not accept the token." });
  expect(await requests()).toHaveLength(2);
});

test("a repository that is not there is told from one without pull requests", async () => {
  const { client, requests } = await github();

  await expect(client.listPullRequests({ ...LIST, repo: "nothing" })).rejects.toMatchObject({
    code: "not_found",
    message: "There is no repository acme/nothing, or Pulse may not see it.",
    remedy: "Check the name, or give the token access.",
  });
  await expect(client.pullRequest("acme/harbor", 9_999)).rejects.toMatchObject({
    message: "There is no pull request acme/harbor#9999, or Pulse may not see it.",
  });
  expect(await client.listPullRequests({ ...LIST, base: "no-such-branch" })).toEqual([]);
  expect(await requests()).toHaveLength(3);
});

test("a GitHub that is not there is told in words", async () => {
  const client = githubClient({ token: null, apiUrl: "http://127.0.0.1:1" }, quiet);

  await expect(client.listPullRequests(LIST)).rejects.toMatchObject({
    code: "upstream",
    message: "GitHub cannot be reached.",
    remedy: "Check the network and GITHUB_API_URL, then try again.",
  });
  await client.close();
});

const live = new AbortController().signal;
const refused = (status: number, headers: object = {}, message = "No.") => ({
  status,
  message,
  response: { headers, data: { message } },
});

test.each([
  ["a 403 of a token without the right", refused(403), "forbidden", null],
  ["a 403 with requests left", refused(403, { "x-ratelimit-remaining": "17" }), "forbidden", null],
  [
    "a 403 without a header, but the words",
    refused(403, {}, "You have exceeded a secondary rate limit."),
    "rate_limited",
    60,
  ],
  ["a primary limit", refused(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1030" }), "rate_limited", 31],
  ["a 503 that says when", refused(503, { "retry-after": "7" }), "server_error", 7],
  ["a repository taken down for legal reasons", refused(451), "blocked", null],
  [
    "a repository taken down for other ones",
    { status: 403, message: "", response: { headers: {}, data: { message: "Repository access blocked", block: {} } } },
    "blocked",
    null,
  ],
  ["a faulty question", refused(422), "invalid", null],
  ["a diff that is too large", refused(406), "too_large", null],
  ["a network error, which Octokit calls 500", { status: 500, message: "ECONNRESET" }, "network", null],
])("%s is known for what it is", (_, error, code, retry_after_s) => {
  expect(classify(error, live, 1_000_000)).toMatchObject({ code, retry_after_s });
});

test("no message holds an address or a token", () => {
  expect(safeText("connect http://user:secret@proxy:3128 as ghp_abc123 failed")).toBe(
    "connect [address] as [secret] failed",
  );
});
