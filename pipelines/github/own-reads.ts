import type { z } from "zod";
import { detailReads } from "./details/reads.ts";
import { lookForBranch } from "./look-for-branch.ts";
import type { mcpAsker } from "./mcp-asker.ts";
import { ownerAndName } from "./owner-and-name.ts";
import { allPages, MAX_PICKER_PAGES } from "./pages.ts";
import { orNothing, pullReads } from "./pull-reads.ts";
import { json, jsonList } from "./read-answer.ts";
import type { GithubReads } from "./reads.ts";
import { releaseReads } from "./releases/reads.ts";
import { MOST_PER_PAGE } from "./tool.ts";
import { branch, currentBranch, listedPull, repository } from "./tools.ts";

/** GitHub by our own server, which has a tool for each question and hands texts on as they stand. */
export function ownReads(ask: ReturnType<typeof mcpAsker>): GithubReads {
  return {
    ...pullReads(ask),
    pullRequestNamed: async (repo, by, signal) => {
      const place = ownerAndName(repo);
      if ("number" in by) {
        const args = { method: "get", ...place, pullNumber: by.number };
        const found = await orNothing(() =>
          ask("pull_request_read", args, json(listedPull), `${repo}#${by.number}`, signal),
        );
        return found?.merged_at ? found : null;
      }
      const about = `${repo}${by.sha}`;
      const found = await orNothing(() =>
        ask("list_commit_pull_requests", { ...place, ...by }, jsonList(listedPull), about, signal),
      );
      return found?.find(({ merged_at }) => merged_at) ?? null;
    },
    ...detailReads(ask),
    ...releaseReads(ask),
    ...repositoryReads(ask),
    notes: async () => [],
  };
}

/** Repositories and their branches. */
function repositoryReads(
  ask: ReturnType<typeof mcpAsker>,
): Pick<GithubReads, "repositories" | "repository" | "branches" | "branch"> {
  return {
    repositories: async (signal) => {
      const all = await allPages(
        MAX_PICKER_PAGES,
        ({ full_name }: z.infer<typeof repository>) => full_name,
        (page) => ask("list_repositories", page, jsonList(repository), "", signal),
      );
      return all.map(({ full_name: repo, ...rest }) => ({ repo, ...rest }));
    },
    repository: async (name, signal) => {
      const { full_name: repo, ...rest } = await ask(
        "get_repository",
        ownerAndName(name),
        json(repository),
        name,
        signal,
      );
      return { repo, ...rest };
    },
    branches: async (repo, signal) => {
      const place = ownerAndName(repo);
      const [{ default_branch }, all] = await Promise.all([
        ask("get_repository", place, json(repository), repo, signal),
        allPages(
          MAX_PICKER_PAGES,
          ({ name }: z.infer<typeof branch>) => name,
          (page) => ask("list_branches", { ...place, ...page }, jsonList(branch), repo, signal),
        ),
      ]);
      const names = all.map(({ name }) => name).filter((name) => name !== default_branch);
      // It may stand behind the thousandth. An empty repository has not even that one.
      const complete = all.length < MAX_PICKER_PAGES * MOST_PER_PAGE;
      return { branches: all.length > 0 ? [default_branch, ...names] : [], default_branch, complete };
    },
    branch: (repo, name, signal) => {
      const place = ownerAndName(repo);
      const some = { ...place, page: 1, perPage: MOST_PER_PAGE };
      return lookForBranch(repo, name, {
        branch: () => ask("get_branch", { ...place, branch: name }, json(currentBranch), repo, signal),
        repository: () => ask("get_repository", place, json(repository), repo, signal),
        branches: async () => (await ask("list_branches", some, jsonList(branch), repo, signal)).map((one) => one.name),
      });
    },
  };
}
