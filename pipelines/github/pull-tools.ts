import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { createEtagCache } from "./etag-cache.ts";
import { answering, paging, place, READ_ONLY } from "./tool.ts";
import { MAX_DIFF_CHARS } from "./tools.ts";
import { trims } from "./trim.ts";
import { hasNext, wholePage } from "./whole-page.ts";

const listShape = {
  ...place,
  state: z.enum(["open", "closed", "all"]).default("open"),
  base: z.string().optional(),
  head: z.string().optional(),
  sort: z.enum(["created", "updated", "popularity", "long-running"]).default("created"),
  direction: z.enum(["asc", "desc"]).optional(),
  ...paging,
};
const readShape = {
  method: z.enum(["get", "get_files", "get_diff"]),
  ...place,
  pullNumber: z.number().int().min(1),
  ...paging,
};
/** A commit comes with one, and with those that merge its branch onward. */
const MOST_OF_A_COMMIT = 10;
type ReadArgs = z.infer<z.ZodObject<typeof readShape>>;

/** Adds the tools for pull requests. */
export function pullTools(server: McpServer, octokit: Octokit): void {
  const cached = createEtagCache();

  server.registerTool(
    "list_pull_requests",
    {
      description: "Lists the pull requests of a repository.",
      inputSchema: listShape,
      annotations: READ_ONLY,
    },
    answering("list_pull_requests", ({ perPage, ...rest }, signal) =>
      wholePage({ page: rest.page, perPage }, (page) => {
        const query = { ...rest, page, per_page: perPage };
        const ask = (headers: { "if-none-match"?: string }) =>
          octokit.rest.pulls.list({ ...query, headers, request: { signal } });
        return cached(JSON.stringify(query), ask, (data, { link }) => ({
          items: trims.pulls(data),
          more: hasNext(link),
        }));
      }),
    ),
  );
  server.registerTool(
    "pull_request_read",
    {
      description:
        "Reads one pull request: itself, the files it changes (without patches), or the beginning of its diff.",
      inputSchema: readShape,
      annotations: READ_ONLY,
    },
    answering("pull_request_read", (args, signal) => readPull(octokit, args, signal)),
  );
  commitTool(server, octokit);
}

function commitTool(server: McpServer, octokit: Octokit): void {
  server.registerTool(
    "list_commit_pull_requests",
    {
      description: "Lists the pull requests that a commit came with.",
      inputSchema: { ...place, sha: z.string().regex(/^[0-9a-f]{7,64}$/) },
      annotations: READ_ONLY,
    },
    answering("list_commit_pull_requests", async ({ owner, repo, sha: commit_sha }, signal) => {
      const asked = { owner, repo, commit_sha, per_page: MOST_OF_A_COMMIT, request: { signal } };
      return trims.pulls((await octokit.rest.repos.listPullRequestsAssociatedWithCommit(asked)).data);
    }),
  );
}

async function readPull(octokit: Octokit, args: ReadArgs, signal: AbortSignal): Promise<unknown> {
  const { owner, repo, pullNumber: pull_number, page, perPage: per_page } = args;
  const one = { owner, repo, pull_number, request: { signal } };
  switch (args.method) {
    case "get":
      return trims.pull((await octokit.rest.pulls.get(one)).data);
    case "get_files":
      return wholePage({ page, perPage: per_page }, async (at) => {
        const { data, headers } = await octokit.rest.pulls.listFiles({ ...one, page: at, per_page });
        return { items: trims.files(data), more: hasNext(headers.link) };
      });
    case "get_diff": {
      const { data, headers } = await octokit.rest.pulls.get({ ...one, mediaType: { format: "diff" } });
      // Safe to call empty: GitHub says that nothing comes. Without those words, an empty text is an answer that broke off.
      if (String(headers["content-length"]) === "0") return "";
      // One character more than anyone keeps says that there is more.
      return trims.diff(data).slice(0, MAX_DIFF_CHARS + 1);
    }
  }
}
