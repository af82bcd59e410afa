import { type Context, Hono } from "hono";
import { branchName, repoName } from "../../webhooks/contract/github-names.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { branchAnswer, repositoryAnswer, tagAnswer } from "../../webhooks/contract/repositories.ts";
import type { Deps } from "../deps.ts";
import { mayRead } from "../templates/validate.ts";
import { answer } from "../../api/answer.ts";

/** Each is a question of its own. */
const MOST_OTHERS = 30;

/** For the pickers: read through MCP, like everything of GitHub's. */
export function repositoryRoutes({ github, settings, log }: Deps): Hono {
  const allowed = (repo: string) => mayRead(repo, settings.repositories);
  /** The one in the address. @throws {Problem} `invalid`, or `not_found` where it may not be read here. */
  const named = (c: Context): string => {
    const name = `${c.req.param("owner")}/${c.req.param("repo")}`;
    const repo = parse(repoName, name, "The repository", "Write it as owner/repo.");
    if (!allowed(repo)) throw new Problem("not_found", `${repo} may not be read here.`, "Choose one from the list.");
    return repo;
  };
  return new Hono()
    .get("/", async (c) => {
      const { signal } = c.req.raw;
      const listed = (await github.repositories(signal)).filter(({ repo }) => allowed(repo));
      const notes = await github.notes(signal);
      const known = new Set(listed.map(({ repo }) => repo.toLowerCase()));
      // What may be read here need not be in the token's own list: a public one of somebody else's, or the thousand and first.
      const others = settings.repositories.filter((repo) => !known.has(repo.toLowerCase())).slice(0, MOST_OTHERS);
      const found = await Promise.allSettled(others.map((repo) => github.repository(repo, signal)));
      const repositories = [...listed, ...found.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))];
      return answer(c, log, repositoryAnswer, {
        repositories: repositories.map(({ repo, default_branch, private: hidden }) => ({
          repo,
          default_branch,
          private: hidden,
        })),
        notes,
      });
    })
    .get("/:owner/:repo/branches", async (c) =>
      answer(c, log, branchAnswer, await github.branches(named(c), c.req.raw.signal)),
    )
    .get("/:owner/:repo/tags", async (c) => {
      const { tags, complete } = await github.newestTags(named(c), c.req.raw.signal);
      // What no range may be asked with is nothing to choose.
      return answer(c, log, tagAnswer, { tags: tags.filter((tag) => branchName.safeParse(tag).success), complete });
    });
}
