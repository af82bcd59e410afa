import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { until } from "../../support/until.ts";
import { githubClient } from "../../../pipelines/github/client.ts";
import { shownBy } from "../../../pipelines/github/visibility.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { github, HARBOR, madeRepository, quiet } from "./harness.ts";

const LIST = { ...HARBOR, state: "closed", perPage: 100 } as const;

test("the pickers get repositories and branches, the default branch first", async () => {
  const { client } = await github();

  const repositories = await client.repositories();
  const { branches, default_branch } = await client.branches("acme/harbor");

  expect(repositories).toContainEqual({
    repo: "acme/harbor",
    default_branch: "main",
    private: false,
    visibility: "public",
    archived: false,
  });
  expect(default_branch).toBe("main");
  expect(branches[0]).toBe("main");
  expect(branches).toContain("release/2.x");
});

test("the pickers get the tags of a repository, the newest first, whatever branch they are on", async () => {
  const { client } = await github();
  const { tags, complete } = await client.newestTags("acme/harbor");
  expect(tags.slice(0, 3)).toEqual(["v2.17.0-rc.1", "v2.16.0", "v2.13.4"]);
  expect(complete).toBe(true);
  await expect(client.newestTags("acme/none")).rejects.toMatchObject({ code: "not_found" });
});

test("what a repository may show comes with it: who may not read it hears nothing, which is nobody's to show", async () => {
  const { client } = await github();
  expect(await shownBy(["acme/harbor", "acme/harbor-web", "acme/none"], client.repository)).toEqual([
    { repo: "acme/harbor", visibility: "public" },
    { repo: "acme/harbor-web", visibility: "private" },
    { repo: "acme/none", visibility: null },
  ]);
});

test.each([
  [{ private: true, visibility: "internal" }, "internal"],
  [{ private: true, visibility: "public" }, "private"],
  [{ private: false, visibility: "private" }, "private"],
  [{ private: true }, "private"],
  [{ private: false }, "public"],
] as const)("of what GitHub says, %j, the narrower counts: %s", async (said, visibility) => {
  expect(await shownBy(["acme/x"], async () => said)).toEqual([{ repo: "acme/x", visibility }]);
});

test("a GitHub that does not answer is no answer", async () => {
  const away = () => Promise.reject(new Problem("unavailable", "GitHub does not answer.", "Wait."));
  await expect(shownBy(["acme/x"], away)).rejects.toMatchObject({ code: "unavailable" });
});

test("one pull request comes with its counts and files", async () => {
  const { client } = await github();

  expect(await client.pullRequest("acme/harbor", 1209)).toMatchObject({ additions: 45, changed_files: 2 });
  expect(await client.pullRequestFiles("acme/harbor", 1209)).toHaveLength(2);
});

test("one issue can be read, and a pull request by its number as an issue, too", async () => {
  const { client } = await github();

  expect(await client.issue("acme/harbor", 1192)).toEqual({
    number: 1192,
    title: "Search by order number",
    state: "open",
    labels: ["feature"],
    html_url: "https://github.com/acme/harbor/issues/1192",
    user: { login: "acme", type: "Organization" },
    body: expect.stringContaining("order number"),
  });
  expect(await client.issue("acme/harbor", 1209)).toMatchObject({ number: 1209, state: "closed" });
  await expect(client.issue("acme/harbor", 9_999)).rejects.toMatchObject({
    message: "There is no issue acme/harbor#9999, or Pulse may not see it.",
  });
});

test("a diff comes as text, cut in the child when it is huge; an empty one is an answer, too", async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `+${String(index).padEnd(200, "x")}`);
  const huge = {
    path: "src/huge.ts",
    additions: 10_000,
    deletions: 0,
    patch: `@@ -0,0 +1,10000 @@\n${lines.join("\n")}`,
  };
  const { client, children } = await github({ data: [madeRepository([{ files: [huge] }, {}])] });
  client.warm();
  await client.pullRequest("acme/big", 1);
  const sizes: number[] = [];
  const { onmessage } = children[0]!;
  children[0]!.onmessage = (message) => {
    sizes.push(JSON.stringify(message).length);
    onmessage?.(message);
  };

  const diff = await client.pullRequestDiff("acme/big", 1);

  expect(diff.text).toMatch(/^diff --git a\/src\/huge\.ts/);
  expect([diff.isCut, diff.text.length]).toEqual([true, 512 * 1024]);
  // Once as text, once as structured content.
  expect(Math.max(...sizes)).toBeLessThan(2 * 600 * 1024);
  expect(await client.pullRequestDiff("acme/big", 2)).toEqual({ text: "", isCut: false });
});

test("a diff that GitHub does not show says so, and is not asked for again", async () => {
  const files = Array.from({ length: 301 }, (_, index) => ({ path: `src/${index}.ts`, additions: 1, deletions: 0 }));
  const { client, requests } = await github({ data: [madeRepository([{ files }])] });

  await expect(client.pullRequestDiff("acme/big", 1)).rejects.toMatchObject({
    code: "too_large",
    message: "The diff of acme/big#1 is too large for GitHub to show.",
  });
  expect((await requests()).map(({ status }) => status)).toEqual([406]);
});

test("a page that has not changed is confirmed with 304, and a changed one is read anew", async () => {
  const { client, requests, touch } = await github();
  const first = await client.listPullRequests(LIST);

  const second = await client.listPullRequests(LIST);
  await touch("acme/harbor", 1181);
  const third = await client.listPullRequests(LIST);

  expect(second).toEqual(first);
  expect((await requests()).map(({ status }) => status)).toEqual([200, 304, 200]);
  expect(third.find(({ number }) => number === 1181)).not.toEqual(first.find(({ number }) => number === 1181));
});

test("a child that was killed is replaced, also under a call", async () => {
  const { client, children, fault, faultsAreSpent } = await github();
  await client.listPullRequests(LIST);
  process.kill(children[0]!.pid!, "SIGKILL");
  expect(await client.listPullRequests(LIST)).not.toEqual([]);

  await fault("hang");
  const answer = client.listPullRequests(LIST);
  await until("request at GitHub", faultsAreSpent);
  process.kill(children.at(-1)!.pid!, "SIGKILL");

  expect(await answer).not.toEqual([]);
  expect(children.length).toBeGreaterThanOrEqual(3);
});

test("the child ends with its client, and nothing is started afterwards", async () => {
  const { client, children } = await github();
  await client.listPullRequests(LIST);
  const pid = children[0]!.pid!;

  await client.close();

  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  await expect(client.listPullRequests(LIST)).rejects.toMatchObject({ code: "unavailable" });
  expect(children).toHaveLength(1);
});

test("many calls at once share one child", async () => {
  const { client, children } = await github();
  client.warm();

  await Promise.all(Array.from({ length: 20 }, () => client.listPullRequests(LIST)));

  expect(children).toHaveLength(1);
});

test.skipIf(process.platform !== "linux")("the child's environment holds nothing but what it may", async () => {
  process.env["SLACK_BOT_TOKEN"] = "xoxb-not-for-the-child";
  process.env["HTTPS_PROXY"] = "http://proxy.example:3128";
  const { client, children, url } = await github({ sent: "ghp_only_for_the_child" });
  await client.listPullRequests(LIST);
  delete process.env["SLACK_BOT_TOKEN"];
  delete process.env["HTTPS_PROXY"];

  const environment = readFileSync(`/proc/${children[0]!.pid}/environ`, "utf8").split("\0").filter(Boolean);
  const names = environment.map((line) => line.split("=")[0]);
  const may =
    /^(PATH|HOME|NODE_COMPILE_CACHE|GITHUB_TOKEN|GITHUB_API_URL|NODE_USE_ENV_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO)_PROXY|(https?|no)_proxy)$/;
  expect(names.filter((name) => !may.test(name!))).toEqual([]);
  expect(environment).toEqual(
    expect.arrayContaining([
      "GITHUB_TOKEN=ghp_only_for_the_child",
      `GITHUB_API_URL=${url}`,
      "HTTPS_PROXY=http://proxy.example:3128",
    ]),
  );
});

test("an abort ends a call at once, with the signal's own reason, and GitHub's answer is not waited for", async () => {
  const { client, fault, faultsAreSpent, requests } = await github();
  await client.listPullRequests(LIST);
  await fault("hang");
  const stop = new AbortController();
  const reason = new Error("Stopped by Mira.");

  const answer = client.listPullRequests(LIST, stop.signal);
  await until("request at GitHub", faultsAreSpent);
  const began = Date.now();
  stop.abort(reason);

  await expect(answer).rejects.toBe(reason);
  expect(Date.now() - began).toBeLessThan(5_000);
  // The demo GitHub logs a request that hangs when its asker is gone.
  await until("end of that request", async () => (await requests()).length === 2);
  await expect(client.listPullRequests(LIST, stop.signal)).rejects.toBe(reason);
});

test("an abort ends the waiting before a retry, too", async () => {
  const { client, fault, requests } = await github();
  await client.repositories();
  await fault("429", { retry_after_s: 30 });
  const stop = new AbortController();

  const answer = client.listPullRequests(LIST, stop.signal);
  await until("answer that asks to wait", async () => (await requests()).length === 2);
  stop.abort();

  await expect(answer).rejects.toBe(stop.signal.reason);
  expect((await requests()).map(({ status }) => status)).toEqual([200, 429]);
});

test("a GitHub that hangs is a time-out in words", async () => {
  const { client, fault } = await github({ timeoutMs: 3_000 });
  await client.repositories();
  await fault("hang");

  await expect(client.listPullRequests(LIST)).rejects.toMatchObject({ code: "timed_out" });
});

test("a child that cannot start is said in words", async () => {
  const transport = () => {
    throw new Error("spawn ENOENT");
  };
  const client = githubClient({ token: null, apiUrl: "http://127.0.0.1:1" }, quiet, { transport });

  await expect(client.repositories()).rejects.toMatchObject({ name: "Problem", code: "upstream" });
});
