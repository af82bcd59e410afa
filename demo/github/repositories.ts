import type { components } from "@octokit/openapi-types";
import { type Handler, Hono } from "hono";
import type { Environment, RestContext } from "./environment.ts";
import { commitsOn } from "./history.ts";
import { onePage } from "./paging.ts";
import { simpleUser } from "./people.ts";
import { movedTo, notFound, refuse } from "./refusals.ts";
import { repositoryShape } from "./repository-shape.ts";
import { githubTime, stableSha } from "./stable.ts";
import type { Repository, World } from "./world.ts";

type Schemas = components["schemas"];

/** Who reads, and what there is to choose from: repositories and their branches. */
export function repositoryRoutes(world: World): Hono<Environment> {
  return new Hono<Environment>()
    .get("/user", (c) => c.json(simpleUser("demo-reader", c.get("links"))))
    .get("/user/repos", (c) => {
      const shapes: Schemas["repository"][] = world.repositories().map((each) => repositoryShape(each, c.get("links")));
      return c.json(onePage(c, shapes));
    })
    .get("/search/repositories", (c) => searchRepositories(c, world))
    .get("/repos/:owner/:repo", (c) => {
      const repository = repositoryAt(c, world);
      if (!repository) return notFound(c);
      const shape: Schemas["full-repository"] = repositoryShape(repository, c.get("links"));
      return c.json(shape);
    })
    .get("/repos/:owner/:repo/branches", (c) => {
      const repository = repositoryAt(c, world);
      if (!repository) return notFound(c);
      return c.json(
        onePage(
          c,
          repository.branches.map((name) => shortBranch(name, repository, c)),
        ),
      );
    })
    .get("/repos/:owner/:repo/branches/:branch{.+}", (c) => {
      const repository = repositoryAt(c, world);
      return repository ? answerBranch(c.req.param("branch"), repository, c) : notFound(c);
    });
}

/** The root of the API. Whoever has a classic token asks there what it may do. @source docs.github.com, "Scopes for OAuth apps". */
export const apiRoot: Handler<Environment> = (c) => {
  const { api } = c.get("links");
  if (/^(?:bearer|token) ghp_/i.test(c.req.header("authorization") ?? "")) c.header("x-oauth-scopes", "read:org, repo");
  return c.json({ current_user_url: `${api}/user`, repository_url: `${api}/repos/{owner}/{repo}` });
};

const BRANCH_DOCUMENTATION = "https://docs.github.com/rest/branches/branches#get-a-branch";

/** A branch under another name than today's is answered with where it is now. */
function answerBranch(name: string, repository: Repository, c: RestContext) {
  if (repository.branches.includes(name)) return c.json(fullBranch(name, repository, c));
  const now = nameOfToday(name, repository);
  if (now === null) return refuse(c, 404, "Branch not found", BRANCH_DOCUMENTATION);
  const { id } = repositoryShape(repository, c.get("links"));
  return movedTo(c, `${c.get("links").api}/repositories/${id}/branches/${encodeURIComponent(now)}`);
}

/** @source GitHub, seen in 2026 (community discussion 206039): `master`, where there is none, leads to the default branch everywhere. */
function nameOfToday(name: string, { renamed_branches, branches, default_branch }: Repository): string | null {
  const seen = new Set<string>();
  let now = name;
  for (let next = renamed_branches[now]; next !== undefined && !seen.has(now); next = renamed_branches[now]) {
    seen.add(now);
    now = next;
  }
  if (now !== name) return branches.includes(now) ? now : null;
  return name === "master" && branches.includes(default_branch) ? default_branch : null;
}

export function repositoryAt(c: RestContext, world: World): Repository | undefined {
  return world.repository(`${c.req.param("owner")}/${c.req.param("repo")}`);
}

/**
 * Each plain word must be in the name or the description; `repo:acme/harbor` is that one and no other, `org:acme` and `user:acme` are
 * those of an owner; `is:private` and `is:public` are what they say.
 *
 * @source docs.github.com, "Searching for repositories".
 */
function searchRepositories(c: RestContext, world: World) {
  const words = (c.req.query("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const named = words.flatMap((word) => /^repo:(.+)$/.exec(word)?.[1] ?? []);
  const owners = words.flatMap((word) => /^(?:org|user):(.+)$/.exec(word)?.[1] ?? []);
  const shown = words.flatMap((word) => /^is:(private|public)$/.exec(word)?.[1] ?? []);
  const wanted = words
    .filter((word) => !/^(in|sort|fork|archived|is|repo|org|user):/.test(word))
    .map((word) => word.replace(/^\w+:/, ""));
  const found = world.repositories().filter(({ full_name, owner, description, visibility }) => {
    const [name, text] = [full_name.toLowerCase(), `${full_name} ${description ?? ""}`.toLowerCase()];
    const isNamed = named.length === 0 || named.includes(name);
    const isOwned = owners.length === 0 || owners.includes(owner.toLowerCase());
    const isShown = shown.every((one) => (one === "public") === (visibility === "public"));
    return isNamed && isOwned && isShown && wanted.every((word) => text.includes(word));
  });
  const items: Schemas["repo-search-result-item"][] = found.map((each) => repositoryShape(each, c.get("links")));
  return c.json({ total_count: found.length, incomplete_results: false, items: onePage(c, items) });
}

function shortBranch(name: string, repository: Repository, c: RestContext): Schemas["short-branch"] {
  const sha = tipOf(name, repository);
  const url = `${c.get("links").api}/repos/${repository.full_name}/commits/${sha}`;
  return { name, commit: { sha, url }, protected: name === repository.default_branch };
}

function fullBranch(name: string, repository: Repository, c: RestContext): Schemas["branch-with-protection"] {
  const links = c.get("links");
  const { commit, protected: isProtected } = shortBranch(name, repository, c);
  const owner = simpleUser(repository.owner, links, "Organization");
  const date = githubTime(lastMergeTo(name, repository)?.merged_at ?? 0);
  const signature = { name: repository.owner, email: `${repository.owner}@users.noreply.github.com`, date };
  const self = `${links.api}/repos/${repository.full_name}/branches/${encodeURIComponent(name)}`;
  const page = `${links.html}/${repository.full_name}`;
  return {
    name,
    commit: {
      ...commit,
      node_id: Buffer.from(`06:Commit${commit.sha}`).toString("base64"),
      html_url: `${page}/commit/${commit.sha}`,
      comments_url: `${commit.url}/comments`,
      commit: {
        url: commit.url.replace("/commits/", "/git/commits/"),
        author: signature,
        committer: signature,
        message: lastMergeTo(name, repository)?.title ?? "First commit",
        comment_count: 0,
        tree: {
          sha: stableSha(`tree ${commit.sha}`),
          url: `${links.api}/repos/${repository.full_name}/git/trees/${commit.sha}`,
        },
      },
      author: owner,
      committer: owner,
      parents: [],
    },
    _links: { html: `${page}/tree/${name}`, self },
    protected: isProtected,
    protection: { enabled: isProtected },
    protection_url: `${self}/protection`,
  };
}

function tipOf(name: string, repository: Repository): string {
  return commitsOn(name, repository)[0]?.sha ?? stableSha(`branch ${repository.full_name} ${name}`);
}

function lastMergeTo(name: string, { pulls }: Repository) {
  const merges = pulls.filter(({ base, merged_at }) => base === name && merged_at !== null);
  return merges.sort((a, b) => (b.merged_at ?? 0) - (a.merged_at ?? 0))[0];
}
