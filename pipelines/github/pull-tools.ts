import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { createEtagCache } from "./etag-cache.ts";
import { answering, paging, place, READ_ONLY } from "./tool.ts";
import { trims } from "./trim.ts";

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
const searchShape = {
  query: z.string().min(1),
  owner: z.string().optional(),
  repo: z.string().optional(),
  ...paging,
};
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
    answering(({ perPage, ...rest }, signal) => {
      const query = { ...rest, per_page: perPage };
      const ask = (headers: { "if-none-match"?: string }) =>
        octokit.rest.pulls.list({ ...query, headers, request: { signal } });
      return cached(JSON.stringify(query), ask, trims.pulls);
    }),
  );
  server.registerTool(
    "pull_request_read",
    {
      description: "Reads one pull request: itself, its files, or its diff.",
      inputSchema: readShape,
      annotations: READ_ONLY,
    },
    answering((args, signal) => readPull(octokit, args, signal)),
  );
  server.registerTool(
    "search_pull_requests",
    {
      description: "Searches pull requests. The index lags: use it for counts and estimates.",
      inputSchema: searchShape,
      annotations: READ_ONLY,
    },
    answering(async ({ query, owner, repo, page, perPage }, signal) => {
      const q = ["is:pr", ...(owner && repo ? [`repo:${owner}/${repo}`] : []), query].join(" ");
      const request = { q, page, per_page: perPage, request: { signal } };
      return trims.search((await octokit.request("GET /search/issues", request)).data);
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
      return trims.files((await octokit.rest.pulls.listFiles({ ...one, page, per_page })).data);
    case "get_diff":
      return trims.diff((await octokit.rest.pulls.get({ ...one, mediaType: { format: "diff" } })).data);
  }
}
