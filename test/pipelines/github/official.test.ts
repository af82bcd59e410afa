import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { expect, test } from "vitest";
import { githubClient } from "../../../pipelines/github/client.ts";
import { failureFromWords } from "../../../pipelines/github/official.ts";
import { askingOf } from "../../../pipelines/github/asking.ts";
import { shownBy } from "../../../pipelines/github/visibility.ts";
import { readAround } from "../../../pipelines/github/read-around.ts";
import { ALL_OF_TIME, HARBOR, listed, quiet } from "./harness.ts";

/** A list as github-mcp-server 1.10 writes it: escaped, `merged` always false, no `user.type`, labels as text. */
const LISTED = {
  number: 7,
  title: "Don&#39;t &amp;lt;break&gt; &#34;it&#34;",
  state: "closed",
  merged: false,
  html_url: "https://github.com/acme/harbor/pull/7",
  user: { login: "dependabot[bot]", id: 1 },
  labels: ["bug"],
  base: { ref: "main", sha: "0" },
  updated_at: "2026-10-05T09:00:00Z",
  merged_at: "2026-10-05T09:00:00Z",
};

const TOOLS = ["list_pull_requests", "pull_request_read", "issue_read"];

function clientOf(name: string, answer: () => CallToolResult, tools: readonly string[] = TOOLS) {
  const transport = () => {
    const server = new McpServer({ name, version: "1" });
    for (const tool of tools) server.registerTool(tool, {}, answer);
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    void server.connect(theirs);
    return ours;
  };
  return githubClient({ token: null, apiUrl: "http://127.0.0.1:1" }, quiet, { transport });
}

const text = (value: unknown): CallToolResult => ({ content: [{ type: "text", text: JSON.stringify(value) }] });

test("what the official server lists is read like ours, its escapes undone exactly once", async () => {
  const client = clientOf("github-mcp-server", () => text([LISTED]));

  const [pull] = await client.listPullRequests(HARBOR);

  expect(pull).toMatchObject({ title: `Don't &lt;break> "it"`, body: "", labels: ["bug"], merge_commit_sha: null });
  expect(pull).toMatchObject({ merged_at: "2026-10-05T09:00:00Z", user: { login: "dependabot[bot]" } });
});

test("what a repository may show is found by its search, and of two that begin alike the right one", async () => {
  const one = { full_name: "acme/harbor", default_branch: "main", private: true };
  const tools = ["search_repositories"];
  const client = clientOf(
    "github-mcp-server",
    () => text({ items: [{ ...one, full_name: "acme/harbor-web" }, one] }),
    tools,
  );

  expect(await client.repository("acme/harbor")).toMatchObject({ repo: "acme/harbor", private: true });
  expect(await shownBy(["acme/harbor", "acme/har"], client.repository)).toEqual([
    { repo: "acme/harbor", visibility: "private" },
    { repo: "acme/har", visibility: null },
  ]);
});

test("what another server writes is left as it is", async () => {
  const [pull] = await clientOf("pulse-github", () => text([LISTED])).listPullRequests(HARBOR);

  expect(pull?.title).toBe(LISTED.title);
});

test("what a pull request changed is read from it one by one: it has no question for many", async () => {
  const files = [{ filename: "src/map.ts", status: "modified", additions: 3, deletions: 1, changes: 4, sha: "0" }];
  const client = clientOf("github-mcp-server", () => text(files));
  const source = { repo: "acme/harbor", base_branch: "main" };

  const { around, requests, notes } = await readAround({ source, window: ALL_OF_TIME }, [listed(7)], askingOf(client));

  expect(around.details.get(7)).toMatchObject({
    additions: 3,
    files: [{ path: "src/map.ts", additions: 3, deletions: 1 }],
  });
  expect({ requests, notes }).toEqual({ requests: 2, notes: [] });
});

/** An issue as github-mcp-server 1.10 writes it: no `user.type`, labels as text, what is empty left out, relations added. */
const ISSUE = {
  number: 5,
  title: "Search &amp; find",
  body: "Type &lt;b&gt;, see &amp;lt;b&amp;gt;",
  state: "open",
  html_url: "https://github.com/Acme/harbor/issues/5",
  user: { login: "mira", id: 7 },
  labels: ["bug"],
  assignees: [],
  comments: 2,
  has_parent: false,
  closed_by_pull_requests: { total_count: 0, references: [] },
};

test("an issue of the official server is read like ours, its escapes undone exactly once", async () => {
  const client = clientOf("github-mcp-server", () => text(ISSUE));

  expect(await client.issue("acme/harbor", 5)).toEqual({
    number: 5,
    title: "Search & find",
    body: "Type <b>, see &lt;b&gt;",
    state: "open",
    labels: ["bug"],
    html_url: "https://github.com/Acme/harbor/issues/5",
    user: { login: "mira" },
  });
});

test.each([
  ["another repository", { ...ISSUE, html_url: "https://github.com/acme/secret/issues/5" }],
  ["another number", { ...ISSUE, number: 6 }],
])("an issue that was transferred to %s is not handed on", async (_, answer) => {
  const client = clientOf("github-mcp-server", () => text(answer));

  await expect(client.issue("acme/harbor", 5)).rejects.toMatchObject({
    code: "not_found",
    message: "The issue acme/harbor#5 has moved to another repository.",
  });
});

test("its diff is plain text, which nobody escaped, and is cut here where it does not cut itself", async () => {
  const diff = "diff --git a/x b/x\n+&lt;b&gt;\n";
  const small = clientOf("github-mcp-server", () => ({ content: [{ type: "text", text: diff }] }));
  const large = clientOf("github-mcp-server", () => ({ content: [{ type: "text", text: "+".repeat(2_000_000) }] }));

  expect(await small.pullRequestDiff("acme/harbor", 7)).toEqual({ text: diff, isCut: false });
  const cut = await large.pullRequestDiff("acme/harbor", 7);
  expect([cut.isCut, cut.text.length]).toEqual([true, 512 * 1024]);
});

test("an answer that is none fails in words", async () => {
  const client = clientOf("github-mcp-server", () => text({ csv: true }));

  await expect(client.listPullRequests(HARBOR)).rejects.toMatchObject({
    code: "upstream",
    message: "GitHub’s answer cannot be read.",
  });
});

test("its rate limit, which is only words, is understood", async () => {
  const client = clientOf("github-mcp-server", () => ({
    isError: true,
    content: [{ type: "text", text: "GitHub API rate limit exceeded. Retry after 1h2m3.5s" }],
  }));

  await expect(client.listPullRequests(HARBOR)).rejects.toMatchObject({ code: "rate_limited", retryAfterS: 3_724 });
});

test.each([
  ["GitHub API rate limit exceeded. Retry after 45s", "rate_limited", 45],
  ["GitHub secondary rate limit exceeded. Wait before retrying", "rate_limited", 60],
  ["failed to list: GET https://api.github.com/repos/a/b/pulls: 404 Not Found []", "not_found", null],
  ["failed to list: GET https://api.github.com/repos/a/b/pulls: 401 Bad credentials []", "unauthorized", null],
  ["failed to list: GET https://api.github.com/repos/a/b/pulls: 502 []", "server_error", null],
  ["failed to get diff: GET https://api.github.com/repos/a/b/pulls/1: 406 Sorry, the diff []", "too_large", null],
  ["missing required parameter: owner", "invalid", null],
])("its words %j are sorted", (words, code, retry_after_s) => {
  expect(failureFromWords(words)).toMatchObject({ code, retry_after_s });
});
