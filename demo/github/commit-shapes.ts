import type { components } from "@octokit/openapi-types";
import type { Commit } from "./history.ts";
import type { Links } from "./links.ts";
import { simpleUser } from "./people.ts";
import { userOf } from "./pull-shape.ts";
import { githubTime, stableNumber, stableSha } from "./stable.ts";
import type { Repository, Tag } from "./world.ts";

type Schemas = components["schemas"];

/** What a merge left on its branch. */
export function mergeCommit(
  { sha, at, message, pull }: Commit,
  repository: Repository,
  links: Links,
): Schemas["commit"] {
  const url = `${links.api}/repos/${repository.full_name}/commits/${sha}`;
  const user = pull ? userOf(pull, links) : simpleUser(repository.owner, links, "Organization");
  const email = `${user?.login ?? "ghost"}@users.noreply.github.com`;
  const signature = { name: user?.login ?? "ghost", email, date: githubTime(at) };
  return {
    sha,
    node_id: Buffer.from(`06:Commit${sha}`).toString("base64"),
    url,
    html_url: `${links.html}/${repository.full_name}/commit/${sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: url.replace("/commits/", "/git/commits/"),
      author: signature,
      committer: signature,
      message,
      comment_count: 0,
      tree: { sha: stableSha(`tree ${sha}`), url: `${links.api}/repos/${repository.full_name}/git/trees/${sha}` },
    },
    author: user,
    committer: user,
    parents: [],
  };
}

export function tagShape({ name, sha }: Tag, { full_name }: Repository, links: Links): Schemas["tag"] {
  const api = `${links.api}/repos/${full_name}`;
  return {
    name,
    commit: { sha, url: `${api}/commits/${sha}` },
    zipball_url: `${api}/zipball/refs/tags/${name}`,
    tarball_url: `${api}/tarball/refs/tags/${name}`,
    node_id: Buffer.from(`06:Tag${name}`).toString("base64"),
  };
}

export function releaseShape(
  { tag, draft, prerelease, published_at }: Repository["releases"][number],
  { full_name, owner, default_branch }: Repository,
  links: Links,
): Schemas["release"] {
  const id = 1_000 + stableNumber(`release ${full_name} ${tag}`, 900_000_000);
  const url = `${links.api}/repos/${full_name}/releases/${id}`;
  return {
    id,
    node_id: Buffer.from(`07:Release${id}`).toString("base64"),
    url,
    html_url: `${links.html}/${full_name}/releases/tag/${encodeURIComponent(tag)}`,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    tarball_url: `${links.api}/repos/${full_name}/tarball/${tag}`,
    zipball_url: `${links.api}/repos/${full_name}/zipball/${tag}`,
    tag_name: tag,
    target_commitish: default_branch,
    name: tag,
    body: "",
    draft,
    prerelease,
    created_at: githubTime(published_at),
    published_at: draft ? null : githubTime(published_at),
    author: simpleUser(owner, links),
    assets: [],
  };
}
