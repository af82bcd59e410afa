import { Hono } from "hono";
import { repoName } from "../../webhooks/contract/parameters.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { branchAnswer, repositoryAnswer } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { answer } from "./answer.ts";

/** For the pickers: read through MCP, like everything of GitHub's. */
export function repositoryRoutes({ github, settings, log }: Deps): Hono {
  const allowed = (repo: string) =>
    settings.repositories.length === 0 || settings.repositories.some((one) => one.toLowerCase() === repo.toLowerCase());
  return new Hono()
    .get("/", async (c) => {
      const all = await github.repositories(c.req.raw.signal);
      return answer(c, log, repositoryAnswer, { repositories: all.filter(({ repo }) => allowed(repo)) });
    })
    .get("/:owner/:repo/branches", async (c) => {
      const name = `${c.req.param("owner")}/${c.req.param("repo")}`;
      const repo = parse(repoName, name, "The repository", "Write it as owner/repo.");
      if (!allowed(repo)) throw new Problem("not_found", `${repo} may not be read here.`, "Choose one from the list.");
      return answer(c, log, branchAnswer, await github.branches(repo, c.req.raw.signal));
    });
}
