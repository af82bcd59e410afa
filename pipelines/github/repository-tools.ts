import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { answering, paging, place, READ_ONLY } from "./tool.ts";
import { trims } from "./trim.ts";

/** Adds the tools for the pickers: repositories and their branches. */
export function repositoryTools(server: McpServer, octokit: Octokit): void {
  server.registerTool(
    "list_repositories",
    {
      description: "Lists the repositories that the token sees, last pushed first. Without a token there are none.",
      inputSchema: paging,
      annotations: READ_ONLY,
    },
    answering("list_repositories", async ({ page, perPage }, signal) => {
      const query = { sort: "pushed", page, per_page: perPage, request: { signal } } as const;
      try {
        return trims.repositories((await octokit.rest.repos.listForAuthenticatedUser(query)).data);
      } catch (error) {
        if (isAnonymous(error)) return [];
        throw error;
      }
    }),
  );
  server.registerTool(
    "get_repository",
    { description: "Reads one repository.", inputSchema: place, annotations: READ_ONLY },
    answering("get_repository", async ({ owner, repo }, signal) =>
      trims.repository((await octokit.rest.repos.get({ owner, repo, request: { signal } })).data),
    ),
  );
  server.registerTool(
    "list_branches",
    {
      description: "Lists the branches of a repository.",
      inputSchema: { ...place, ...paging },
      annotations: READ_ONLY,
    },
    answering("list_branches", async ({ owner, repo, page, perPage }, signal) => {
      const query = { owner, repo, page, per_page: perPage, request: { signal } };
      return trims.branches((await octokit.rest.repos.listBranches(query)).data);
    }),
  );
}

const unauthorized = z.object({
  status: z.literal(401),
  request: z.object({ headers: z.record(z.string(), z.unknown()) }),
});

/** A 401 although we sent no token; with one, the token is bad, and people should hear it. */
function isAnonymous(error: unknown): boolean {
  const read = unauthorized.safeParse(error);
  return read.success && read.data.request.headers["authorization"] === undefined;
}
