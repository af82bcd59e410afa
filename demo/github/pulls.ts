import { Hono } from "hono";
import { commitShape, diffEntry, tooLargeDiff, unifiedDiff } from "./change-shape.ts";
import type { Environment, RestContext } from "./environment.ts";
import { issueOfPull, issueShape } from "./issue-shape.ts";
import { onePage } from "./paging.ts";
import { fullPull, headRef, headSha, simplePull } from "./pull-shape.ts";
import { notFound, refuse } from "./refusals.ts";
import { repositoryAt } from "./repositories.ts";
import type { Pull, Repository, World } from "./world.ts";

/** Pull requests: the list, one of them, its files, diff and commits, and the issue behind a number. */
export function pullRoutes(world: World): Hono<Environment> {
  return new Hono<Environment>()
    .get("/repos/:owner/:repo/pulls", (c) => {
      const repository = repositoryAt(c, world);
      if (!repository) return notFound(c);
      const wanted = sorted(c, repository.pulls.filter(fits(c, repository)));
      const page = onePage(c, wanted).filter(({ hidden }) => !hidden);
      return c.json(page.map((pull) => simplePull(pull, repository, c.get("links"))));
    })
    .get("/repos/:owner/:repo/pulls/:pull_number", (c) => {
      const [pull, repository] = pullAt(c, world);
      if (!pull || !repository) return notFound(c);
      if (wantsDiff(c)) return answerDiff(c, pull);
      return c.json(fullPull(pull, repository, c.get("links")));
    })
    .get("/repos/:owner/:repo/pulls/:pull_number/files", (c) => {
      const [pull, repository] = pullAt(c, world);
      if (!pull || !repository) return notFound(c);
      return c.json(onePage(c, pull.files).map((file) => diffEntry(file, pull, repository, c.get("links"))));
    })
    .get("/repos/:owner/:repo/pulls/:pull_number/commits", (c) => {
      const [pull, repository] = pullAt(c, world);
      if (!pull || !repository) return notFound(c);
      return c.json(onePage(c, [commitShape(pull, repository, c.get("links"))]));
    })
    .get("/repos/:owner/:repo/commits/:sha/pulls", (c) => {
      const repository = repositoryAt(c, world);
      if (!repository) return notFound(c);
      const sha = c.req.param("sha").toLowerCase();
      const found = repository.pulls.filter((pull) => commitsOf(pull, repository).some((one) => one.startsWith(sha)));
      // GitHub's words for a commit that it does not know.
      if (found.length === 0) return refuse(c, 422, `No commit found for SHA: ${sha}`);
      return c.json(onePage(c, found).map((pull) => simplePull(pull, repository, c.get("links"))));
    })
    .get("/repos/:owner/:repo/issues/:issue_number", (c) => {
      const repository = repositoryAt(c, world);
      const number = Number(c.req.param("issue_number"));
      const issue = repository?.issues.find((each) => each.number === number);
      const pull = repository?.pulls.find((each) => each.number === number);
      if (repository && issue) return c.json(issueShape(issue, repository, c.get("links")));
      return repository && pull ? c.json(issueOfPull(pull, repository, c.get("links"))) : notFound(c);
    });
}

const commitsOf = (pull: Pull, repository: Repository): string[] =>
  [pull.merge_sha ?? "", headSha(pull, repository)].filter(Boolean);

export function pullAt(c: RestContext, world: World): [Pull | undefined, Repository | undefined] {
  const repository = repositoryAt(c, world);
  const number = Number(c.req.param("pull_number"));
  return [repository?.pulls.find((pull) => pull.number === number), repository];
}

function fits(c: RestContext, { owner }: Repository): (pull: Pull) => boolean {
  const { state = "open", base, head } = c.req.query();
  return (pull) => {
    const label = `${pull.head_repo?.split("/")[0] ?? owner}:${headRef(pull)}`;
    return (state === "all" || pull.state === state) && (!base || pull.base === base) && (!head || label === head);
  };
}

/** Newest first unless asked otherwise; equal instants by number, so that pages never overlap. */
function sorted(c: RestContext, pulls: readonly Pull[]): Pull[] {
  const { sort = "created", direction = sort === "created" ? "desc" : "asc" } = c.req.query();
  const key = sort === "updated" ? "updated_at" : "created_at";
  const sign = direction === "asc" ? 1 : -1;
  return [...pulls].sort((a, b) => sign * (a[key] - b[key] || a.number - b.number));
}

function answerDiff(c: RestContext, pull: Pull) {
  const diff = unifiedDiff(pull);
  const refusal = tooLargeDiff(diff, pull);
  if (refusal !== null) return refuse(c, 406, refusal);
  // GitHub says so when there is nothing to come.
  const length = diff === "" ? { "content-length": "0" } : undefined;
  return c.text(diff, 200, { "content-type": "application/vnd.github.diff; charset=utf-8", ...length });
}

function wantsDiff(c: RestContext): boolean {
  return /application\/vnd\.github\.(v3\.)?(diff|patch)/.test(c.req.header("accept") ?? "");
}
