import { Hono } from "hono";
import { repoName } from "../../webhooks/contract/parameters.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";

/** For the pickers: read through MCP, like everything of GitHub's. */
export function repositoryRoutes({ github, settings }: Deps): Hono {
  const allowed = (repo: string) =>
    settings.repositories.length === 0 || settings.repositories.some((one) => one.toLowerCase() === repo.toLowerCase());
  return new Hono()
    .get("/", async (c) => {
      const repositories = await github.repositories(c.req.raw.signal);
      return c.json({ repositories: repositories.filter(({ repo }) => allowed(repo)) });
    })
    .get("/:owner/:repo/branches", async (c) => {
      const name = `${c.req.param("owner")}/${c.req.param("repo")}`;
      const repo = parse(repoName, name, "The repository", "Write it as owner/repo.");
      if (!allowed(repo)) throw new Problem("not_found", `${repo} may not be read here.`, "Choose one from the list.");
      return c.json(await github.branches(repo, c.req.raw.signal));
    });
}
