import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { expect, test } from "vitest";
import { githubClient } from "../../../pipelines/github/client.ts";
import { failureFromWords } from "../../../pipelines/github/official.ts";
import { HARBOR, quiet } from "./harness.ts";

/** A list as github-mcp-server 1.10 writes it: escaped, `merged` always false, no `user.type`, labels as text. */
const LISTED = {
  ...{ number: 7, title: "Don&#39;t &amp;lt;break&gt; &#34;it&#34;", state: "closed", merged: false },
  ...{ html_url: "https://github.com/acme/harbor/pull/7", user: { login: "dependabot[bot]", id: 1 } },
  ...{ labels: ["bug"], base: { ref: "main", sha: "0" }, updated_at: "2026-10-05T09:00:00Z" },
  merged_at: "2026-10-05T09:00:00Z",
};

function clientOf(name: string, answer: () => CallToolResult) {
  const transport = () => {
    const server = new McpServer({ name, version: "1" });
    server.registerTool("list_pull_requests", {}, answer);
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

test("what another server writes is left as it is", async () => {
  const [pull] = await clientOf("pulse-github", () => text([LISTED])).listPullRequests(HARBOR);

  expect(pull?.title).toBe(LISTED.title);
});

test("an answer that is none fails in words", async () => {
  const client = clientOf("github-mcp-server", () => text({ csv: true }));

  await expect(client.listPullRequests(HARBOR)).rejects.toMatchObject({
    code: "upstream",
    message: "GitHub's answer cannot be read.",
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
  ["missing required parameter: owner", "invalid", null],
])("its words %j are sorted", (words, code, retry_after_s) => {
  expect(failureFromWords(words)).toMatchObject({ code, retry_after_s });
});
