import { z } from "zod";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Failure } from "../failure.ts";
import { branchesByUse } from "../look-for-branch.ts";
import type { mcpAsker } from "../mcp-asker.ts";
import { ownerAndName } from "../owner-and-name.ts";
import { allPages, MAX_PICKER_PAGES } from "../pages.ts";
import { json, jsonList } from "../read-answer.ts";
import type { GithubReads } from "../reads.ts";
import { MOST_PER_PAGE } from "../tool.ts";
import { branch, repository } from "../tools.ts";

type Ask = ReturnType<typeof mcpAsker>;
type Found = z.infer<typeof repository>;

const found = z.object({ items: z.array(repository) });
const me = z.object({ login: z.string() });

/** Repositories by the one tool that such a server has for them, GitHub's search; branches by their list. */
export function foreignRepositories(
  ask: Ask,
  tools: ReadonlySet<string>,
): Pick<GithubReads, "repositories" | "repository" | "branches" | "branch"> {
  const one = (name: string, signal: AbortSignal | undefined) => oneRepository(ask, name, signal);
  return {
    repositories: async (signal) => {
      const login = tools.has("get_me") ? (await ask("get_me", {}, json(me), "", signal)).login : null;
      // A token is given for what is not public, or for what somebody has.
      const queries = ["is:private fork:true", ...(login ? [`user:${login} fork:true`] : [])];
      const all = new Map<string, Found>();
      for (const query of queries) {
        for (const each of await searched(ask, query, signal)) all.set(each.full_name, each);
      }
      return [...all.values()].map(({ full_name: repo, ...rest }) => ({ repo, ...rest }));
    },
    repository: async (name, signal) => {
      const { full_name: repo, ...rest } = await one(name, signal);
      return { repo, ...rest };
    },
    branches: async (repo, signal) => {
      const [{ default_branch }, { names, complete }] = await Promise.all([
        one(repo, signal),
        branchesOf(ask, repo, signal),
      ]);
      const others = names.filter((name) => name !== default_branch);
      return { branches: names.length > 0 ? [default_branch, ...others] : [], default_branch, complete };
    },
    // It answers under the name it is asked by, and does not say what a branch or a repository is called now.
    branch: async (repo, name, signal) => {
      const { names, complete } = await branchesOf(ask, repo, signal);
      if (names.includes(name)) return { repo, name, others: [] };
      if (!complete) throw untold(repo, name);
      const { default_branch } = await one(repo, signal);
      return { repo, name: null, others: branchesByUse(names, default_branch, name) };
    },
  };
}

async function branchesOf(
  ask: Ask,
  repo: string,
  signal: AbortSignal | undefined,
): Promise<{ names: string[]; complete: boolean }> {
  const all = await allPages(
    MAX_PICKER_PAGES,
    ({ name }: z.infer<typeof branch>) => name,
    (page) => ask("list_branches", { ...ownerAndName(repo), ...page }, jsonList(branch), repo, signal),
  );
  return { names: all.map(({ name }) => name), complete: all.length < MAX_PICKER_PAGES * MOST_PER_PAGE };
}

function searched(ask: Ask, query: string, signal: AbortSignal | undefined): Promise<Found[]> {
  return allPages(
    MAX_PICKER_PAGES,
    ({ full_name }: Found) => full_name,
    async (page) => (await ask("search_repositories", { query, ...page }, json(found), "", signal)).items,
  );
}

/** Some servers find those, too, that begin alike. */
async function oneRepository(ask: Ask, name: string, signal: AbortSignal | undefined): Promise<Found> {
  const asked = { query: `repo:${name} fork:true`, page: 1, perPage: MOST_PER_PAGE };
  const { items } = await ask("search_repositories", asked, json(found), name, signal);
  const one = items.find(({ full_name }) => full_name.toLowerCase() === name.toLowerCase());
  if (one) return one;
  const cause: Failure = { code: "not_found", message: "Not among what was found.", status: null, retry_after_s: null };
  const remedy = "Check the name, or give the token access; a new repository is found some minutes later.";
  throw new Problem("not_found", `GitHub’s search does not find the repository ${name}.`, remedy, { cause });
}

function untold(repo: string, name: string): Problem {
  const message = `${repo} has more branches than the MCP server lists, and “${name}” is not among the first of them.`;
  return new Problem("upstream", message, "Choose one of those, or read GitHub with Pulse’s own server.");
}
