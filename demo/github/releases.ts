import type { components } from "@octokit/openapi-types";
import { Hono } from "hono";
import { mergeCommit, releaseShape, tagShape } from "./commit-shapes.ts";
import type { Environment, RestContext } from "./environment.ts";
import { historyOf } from "./history.ts";
import { milestoneShape } from "./milestone-shape.ts";
import { onePage } from "./paging.ts";
import { notFound, refuse } from "./refusals.ts";
import { repositoryAt } from "./repositories.ts";
import type { Repository, World } from "./world.ts";

type Schemas = components["schemas"];

/** Commits, tags, releases, milestones, and what lies between two commits. */
export function releaseRoutes(world: World): Hono<Environment> {
  const at = (answer: (c: RestContext, repository: Repository) => Response) => (c: RestContext) => {
    const repository = repositoryAt(c, world);
    return repository ? answer(c, repository) : notFound(c);
  };
  return new Hono<Environment>()
    .get("/repos/:owner/:repo/tags", (c) =>
      at((_, repository) => {
        const byName = repository.tags.toSorted((one, other) => (one.name < other.name ? 1 : -1));
        return c.json(onePage(c, byName).map((tag) => tagShape(tag, repository, c.get("links"))));
      })(c),
    )
    .get("/repos/:owner/:repo/releases", (c) =>
      at((_, repository) => {
        return c.json(onePage(c, repository.releases).map((one) => releaseShape(one, repository, c.get("links"))));
      })(c),
    )
    .get("/repos/:owner/:repo/milestones", (c) =>
      at((_, repository) => {
        const byDay = repository.milestones.toSorted(
          (one, other) => (one.due_on ?? Infinity) - (other.due_on ?? Infinity),
        );
        return c.json(onePage(c, byDay).map((one) => milestoneShape(one, repository, c.get("links"))));
      })(c),
    )
    .get("/repos/:owner/:repo/commits", (c) => at(listCommits)(c))
    .get("/repos/:owner/:repo/commits/:ref{.+}", (c) =>
      at((_, repository) => oneCommit(c, c.req.param("ref"), repository))(c),
    )
    .get("/repos/:owner/:repo/compare/:basehead{.+}", (c) =>
      at((_, repository) => compare(c, c.req.param("basehead"), repository))(c),
    );
}

/** @source GitHub's words. */
const noCommit = (c: RestContext, ref: string) => refuse(c, 422, `No commit found for SHA: ${ref}`);

function listCommits(c: RestContext, repository: Repository): Response {
  const { sha = repository.default_branch, since, until } = c.req.query();
  const all = historyOf(sha, repository);
  if (!all) return notFound(c);
  const from = since ? Date.parse(since) : -Infinity;
  const to = until ? Date.parse(until) : Infinity;
  const wanted = all.filter(({ at }) => at >= from && at <= to);
  return c.json(onePage(c, wanted).map((one) => mergeCommit(one, repository, c.get("links"))));
}

function oneCommit(c: RestContext, ref: string, repository: Repository): Response {
  const [commit] = historyOf(ref, repository) ?? [];
  return commit ? c.json(mergeCommit(commit, repository, c.get("links"))) : noCommit(c, ref);
}

function compare(c: RestContext, basehead: string, repository: Repository): Response {
  const [base = "", head = ""] = basehead.split("...");
  const [ours, theirs] = [historyOf(base, repository), historyOf(head, repository)];
  const [first] = ours ?? [];
  if (!ours || !theirs || !first) return notFound(c);
  const [inBase, inHead] = [new Set(ours.map(({ sha }) => sha)), new Set(theirs.map(({ sha }) => sha))];
  const ahead = theirs.filter(({ sha }) => !inBase.has(sha)).toReversed();
  const behind = ours.filter(({ sha }) => !inHead.has(sha)).length;
  const parted = theirs.find(({ sha }) => inBase.has(sha)) ?? first;
  const links = c.get("links");
  const url = `${links.api}/repos/${repository.full_name}/compare/${basehead}`;
  const page = `${links.html}/${repository.full_name}/compare/${basehead}`;
  const shape: Schemas["commit-comparison"] = {
    url,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: mergeCommit(first, repository, links),
    merge_base_commit: mergeCommit(parted, repository, links),
    status: statusOf(ahead.length, behind),
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    commits: onePage(c, ahead).map((one) => mergeCommit(one, repository, links)),
    files: [],
  };
  return c.json(shape);
}

function statusOf(ahead: number, behind: number): Schemas["commit-comparison"]["status"] {
  if (ahead > 0) return behind > 0 ? "diverged" : "ahead";
  return behind > 0 ? "behind" : "identical";
}
