import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { repoName } from "../../webhooks/contract/github-names.ts";
import { createEtagCache } from "./etag-cache.ts";
import { answering, paging, place, READ_ONLY } from "./tool.ts";
import { trims } from "./trim.ts";
import { hasNext, wholePage } from "./whole-page.ts";

/** Adds the tools for repositories and their branches. */
export function repositoryTools(server: McpServer, octokit: Octokit): void {
  const cached = createEtagCache();

  server.registerTool(
    "list_repositories",
    {
      description: "Lists the repositories that the token sees, last pushed first. Without a token there are none.",
      inputSchema: paging,
      annotations: READ_ONLY,
    },
    answering("list_repositories", async ({ page, perPage }, signal) => {
      const query = { sort: "pushed", per_page: perPage, request: { signal } } as const;
      try {
        return await wholePage({ page, perPage }, async (at) => {
          const { data, headers } = await octokit.rest.repos.listForAuthenticatedUser({ ...query, page: at });
          return { items: trims.repositories(data), more: hasNext(headers.link) };
        });
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
      const query = { owner, repo, per_page: perPage, request: { signal } };
      return wholePage({ page, perPage }, async (at) => {
        const { data, headers } = await octokit.rest.repos.listBranches({ ...query, page: at });
        return { items: trims.branches(data), more: hasNext(headers.link) };
      });
    }),
  );
  server.registerTool(
    "get_branch",
    {
      description: "Reads one branch: its name of today, where GitHub leads from an older one, and its repository's.",
      inputSchema: { ...place, branch: z.string().min(1) },
      annotations: READ_ONLY,
    },
    answering("get_branch", async (args, signal) => {
      const ask = (headers: { "if-none-match"?: string }) =>
        octokit.rest.repos.getBranch({ ...args, headers, request: { signal } });
      const { name, _links } = await cached(JSON.stringify(args), ask, trims.branch);
      return { name, repo: repositoryIn(_links.self) };
    }),
  );
}

/** `https://api.github.com/repos/acme/harbor/branches/main` → `acme/harbor`; null where it is written otherwise. */
function repositoryIn(address: string): string | null {
  const path = URL.canParse(address) ? new URL(address).pathname : "";
  const [, named] = /\/repos\/([^/]+\/[^/]+)\/branches\//.exec(path) ?? [];
  return repoName.safeParse(named).data ?? null;
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
