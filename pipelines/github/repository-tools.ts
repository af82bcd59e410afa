import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { repoName } from "../../webhooks/contract/github-names.ts";
import { createEtagCache } from "./etag-cache.ts";
import { githubTool, paging, place, type GithubTool } from "./tool.ts";
import { kept, trims } from "./trim.ts";
import { hasNext, wholePage } from "./whole-page.ts";

/** The tools for repositories and their branches. */
export function repositoryTools(octokit: Octokit): GithubTool[] {
  return [listRepositories(octokit), getRepository(octokit), listBranches(octokit), getBranch(octokit)];
}

const listRepositories = (octokit: Octokit) =>
  githubTool({
    name: "list_repositories",
    title: "List repositories",
    description: "Lists the repositories that the token sees, last pushed first. Without a token there are none.",
    input: z.strictObject(paging),
    output: z.object({ repositories: z.array(kept.repository) }),
    text: ({ repositories }) => repositories,
    async read({ page, perPage }, signal) {
      const query = { sort: "pushed", per_page: perPage, request: { signal } } as const;
      try {
        const repositories = await wholePage({ page, perPage }, async (at) => {
          const { data, headers } = await octokit.rest.repos.listForAuthenticatedUser({ ...query, page: at });
          return { items: trims.repositories(data), more: hasNext(headers.link) };
        });
        return { repositories };
      } catch (error) {
        if (isAnonymous(error)) return { repositories: [] };
        throw error;
      }
    },
  });

const getRepository = (octokit: Octokit) =>
  githubTool({
    name: "get_repository",
    title: "Read a repository",
    description: "Reads one repository: its full name of today, its default branch, and who may see it.",
    input: z.strictObject(place),
    output: kept.repository,
    read: async ({ owner, repo }, signal) =>
      trims.repository((await octokit.rest.repos.get({ owner, repo, request: { signal } })).data),
  });

const listBranches = (octokit: Octokit) =>
  githubTool({
    name: "list_branches",
    title: "List branches",
    description: "Lists the branches of a repository by their names.",
    input: z.strictObject({ ...place, ...paging }),
    output: z.object({ branches: z.array(kept.branchInList) }),
    text: ({ branches }) => branches,
    async read({ owner, repo, page, perPage }, signal) {
      const query = { owner, repo, per_page: perPage, request: { signal } };
      const branches = await wholePage({ page, perPage }, async (at) => {
        const { data, headers } = await octokit.rest.repos.listBranches({ ...query, page: at });
        return { items: trims.branches(data), more: hasNext(headers.link) };
      });
      return { branches };
    },
  });

const branchInput = z.strictObject({
  ...place,
  branch: z.string().min(1).meta({ title: "Branch", description: "The name of the branch: main, release/2.x." }),
});
const branchOutput = z.object({
  name: z.string().describe("What the branch is called now."),
  repo: z.string().nullable().describe("owner/repo, as the repository is called now; null where GitHub does not say."),
});

function getBranch(octokit: Octokit): GithubTool {
  const cached = createEtagCache();
  return githubTool({
    name: "get_branch",
    title: "Read a branch",
    description: "Reads one branch: its name of today, where GitHub leads from an older one, and its repository's.",
    input: branchInput,
    output: branchOutput,
    async read(args, signal) {
      const ask = (headers: { "if-none-match"?: string }) =>
        octokit.rest.repos.getBranch({ ...args, headers, request: { signal } });
      const { name, _links } = await cached(JSON.stringify(args), ask, trims.branch);
      return { name, repo: repositoryIn(_links.self) };
    },
  });
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
