import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { CallToolRequestSchema as callSchema, ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { expect, onTestFinished, test } from "vitest";
import { githubClient } from "../../../pipelines/github/client.ts";
import { failureFromWords } from "../../../pipelines/github/foreign-words.ts";
import { githubProblem } from "../../../pipelines/github/github-problem.ts";
import { failed, foreignServer } from "./foreign-server.ts";
import { HARBOR, quiet } from "./harness.ts";

const NOW = Date.parse("2026-11-28T16:55:00Z");
const AT = "GET https://api.github.com/repos/acme/harbor/pulls?page=1";
const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. []";

/** What it says → how it is sorted, and what people read. */
const WORDS: [words: string, code: string, retry_after_s: number | null, message: string][] = [
  [
    `failed to list pull requests: ${AT}: 429 ${SECONDARY}`,
    "rate_limited",
    60,
    "GitHub’s rate limit is used up until 16:56 UTC.",
  ],
  [
    `failed to get issue: ${AT}: 403 ${SECONDARY}`,
    "rate_limited",
    60,
    "GitHub’s rate limit is used up until 16:56 UTC.",
  ],
  [
    "failed to list pull requests: GitHub API rate limit exceeded. Retry after 1h2m3.5s.",
    "rate_limited",
    3_724,
    "GitHub’s rate limit is used up until 17:57 UTC.",
  ],
  [
    "failed to get pull request diff: GitHub secondary rate limit exceeded. Wait before retrying.",
    "rate_limited",
    60,
    "GitHub’s rate limit is used up until 16:56 UTC.",
  ],
  [
    `failed to get issue: ${AT}: 403 API rate limit exceeded for user ID 1000. [rate reset in 1m30s]`,
    "rate_limited",
    90,
    "GitHub’s rate limit is used up until 16:56 UTC.",
  ],
  [
    `failed to get issue: ${AT}: 403 API rate limit of 5000 still exceeded until 2026-11-28 17:05:30 +0000 UTC, not making remote request. [rate reset in 10m31s]`,
    "rate_limited",
    630,
    "GitHub’s rate limit is used up until 17:05 UTC.",
  ],
  [
    `failed to list pull requests: ${AT}: 500 Server Error []`,
    "server_error",
    null,
    "GitHub has trouble of its own (status 500).",
  ],
  [
    `failed to list pull requests: Get "https://api.github.com/repos/acme/harbor/pulls": EOF`,
    "broken_off",
    null,
    "GitHub’s answer broke off before its end.",
  ],
  [
    `failed to get issue: Get "https://api.github.com/repos": dial tcp: lookup api.github.com: no such host`,
    "network",
    null,
    "GitHub cannot be reached.",
  ],
  [
    `failed to list pull requests: ${AT}: 401 Bad credentials []`,
    "unauthorized",
    null,
    "GitHub does not accept the token.",
  ],
  [
    `failed to list pull requests: ${AT}: 403 Resource not accessible by personal access token []`,
    "forbidden",
    null,
    "GitHub does not let the token read acme/harbor#7.",
  ],
  [
    `failed to get pull request: ${AT}: 404 Not Found []`,
    "not_found",
    null,
    "There is no issue acme/harbor#7, or Pulse may not see it.",
  ],
  [
    `failed to get issue: ${AT}: 410 This issue was deleted []`,
    "not_found",
    null,
    "GitHub says that acme/harbor#7 is gone (status 410): deleted, or its repository has turned issues off.",
  ],
  [
    `failed to list pull requests: ${AT}: 451 Repository access blocked []`,
    "blocked",
    null,
    "GitHub does not show acme/harbor#7: it was taken down for legal reasons (status 451).",
  ],
  [
    `failed to get diff: ${AT}: 406 Sorry, the diff exceeded []`,
    "too_large",
    null,
    "The diff of acme/harbor#7 is too large for GitHub to show.",
  ],
  [
    "access to issue details is restricted by lockdown mode",
    "restricted",
    null,
    "The MCP server of GITHUB_MCP_COMMAND does not hand on acme/harbor#7: in its lockdown mode it leaves out what people without push access wrote.",
  ],
  [
    "failed to check lockdown mode: non-200 OK status code: 404 Not Found body: null",
    "restricted",
    null,
    "The MCP server of GITHUB_MCP_COMMAND does not hand on acme/harbor#7: in its lockdown mode it leaves out what people without push access wrote.",
  ],
  [
    "failed to list issues: non-200 OK status code: 404 Not Found body: null",
    "server_error",
    null,
    "GitHub has trouble of its own (it does not say which).",
  ],
  ["missing required parameter: owner", "invalid", null, "GitHub refuses the question about acme/harbor#7."],
];

test.each(WORDS)("its words %j are understood", (words, code, retry_after_s, message) => {
  const failure = failureFromWords(words, NOW);

  expect(failure).toMatchObject({ code, retry_after_s });
  const problem = githubProblem(failure, "acme/harbor#7", NOW, { kind: "issue", by: "command" });
  expect(problem.message).toBe(message);
  expect(problem.remedy).toMatch(/^[A-Z].*\.$/);
});

/** A number that people wrote is no status. */
test("what GitHub quotes of others decides nothing", () => {
  const words = `failed to get issue: ${AT}: 404 no branch called "fix: 500 errors" []`;

  expect(failureFromWords(words, NOW)).toMatchObject({ code: "not_found", status: 404 });
});

const SHARED = join(import.meta.dirname, "../../../../shared/data/official-mcp/errors.json");
type Row = { fault: string; tool: string; first: string; second_without_fault: string };
const rows: Row[] = existsSync(SHARED) ? (JSON.parse(readFileSync(SHARED, "utf8")) as Row[]) : [];
const CODES: Record<string, string> = {
  "429": "rate_limited",
  "403-primary": "rate_limited",
  "403-secondary": "rate_limited",
  "500-before": "server_error",
  truncate: "broken_off",
  "drop-after": "broken_off",
};

test.skipIf(rows.length > 0)("what was recorded of the real server is not here, ../shared/data/official-mcp", () => {
  expect(existsSync(SHARED)).toBe(false);
});

test.each(rows)(
  "as recorded of the real server, $fault at $tool gets its true sentence",
  ({ fault, first, second_without_fault }) => {
    const said = [first, second_without_fault].filter((text) => !text.startsWith("isError=false"));
    const words = said.map((text) => text.replace(/^(?:isError=true |THREW code=0 MCP error 0: )/, ""));

    expect(words.length).toBeGreaterThan(0);
    for (const each of words) {
      const failure = failureFromWords(each, NOW);
      expect(failure.code).toBe(CODES[fault]);
      const { message, remedy } = githubProblem(failure, "acme/harbor", NOW, { by: "command" });
      expect(`${message} ${remedy}`).toMatch(SENTENCES[failure.code] ?? /never/);
    }
  },
);
const SENTENCES: Record<string, RegExp> = {
  rate_limited: /^GitHub’s rate limit is used up until 16:5\d UTC\. Try again after 16:5\d UTC\.$/,
  server_error: /^GitHub has trouble of its own \(status 500\)\. Try again in a few minutes/,
  broken_off: /^GitHub’s answer broke off before its end\. Try again in a few minutes\.$/,
};

function clientOf(server: McpServer) {
  const transport = () => {
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    void server.connect(theirs);
    return ours;
  };
  const mcp = { command: ["github-mcp-server", "stdio"] };
  const client = githubClient({ token: null, apiUrl: "http://127.0.0.1:1", mcp }, quiet, { transport });
  onTestFinished(client.close);
  return client;
}

test("a limit that it tells in words reaches whoever asked, with how long to wait", async () => {
  const limited = () => failed("failed to list pull requests: GitHub API rate limit exceeded. Retry after 1h2m3.5s");

  await expect(clientOf(foreignServer({ list_pull_requests: limited })).listPullRequests(HARBOR)).rejects.toMatchObject(
    { code: "rate_limited", retryAfterS: 3_724 },
  );
});

test("an error of the protocol says the same as one of a tool", async () => {
  const server = foreignServer({});
  // Some tools of the real one answer so: code 0 is none that the protocol knows.
  server.server.setRequestHandler(callSchema, () => {
    throw new McpError(0 as ErrorCode, `failed to get issue: ${AT}: 410 This issue was deleted []`);
  });

  await expect(clientOf(server).issue("acme/harbor", 5)).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining("is gone (status 410)") as string,
  });
});

test("a tool that went away while it ran is called by its name", async () => {
  const server = foreignServer({});
  server.server.setRequestHandler(callSchema, () => {
    throw new McpError(ErrorCode.InvalidParams, 'unknown tool "issue_read"');
  });

  await expect(clientOf(server).issue("acme/harbor", 5)).rejects.toMatchObject({
    message: "The MCP server of GITHUB_MCP_COMMAND lacks issue_read.",
  });
});

test.each([
  [
    "a table",
    "number,title,base.ref\n7,Search,main\n",
    "The MCP server of GITHUB_MCP_COMMAND writes its lists as CSV, and Pulse reads JSON.",
  ],
  ["another value", { csv: true }, "GitHub’s answer cannot be read."],
  ["half an answer", '[{"number": 7, "ti', "GitHub’s answer cannot be read."],
])("a list that comes as %s fails in words", async (_, answer, message) => {
  const client = clientOf(foreignServer({ list_pull_requests: () => answer }));

  await expect(client.listPullRequests(HARBOR)).rejects.toMatchObject({ code: "upstream", message });
});
