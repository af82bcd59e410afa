import type { components } from "@octokit/openapi-types";
import type { Links } from "./links.ts";
import { milestoneShape } from "./milestone-shape.ts";
import { authorLogin, simpleUser } from "./people.ts";
import { repositoryShape } from "./repository-shape.ts";
import { githubTime, stableNumber, stableSha } from "./stable.ts";
import type { Pull, Repository } from "./world.ts";

type Schemas = components["schemas"];
type SimplePull = Schemas["pull-request-simple"];
type FullPull = Schemas["pull-request"];
/** GitHub's types promise an author that GitHub itself leaves out when the account is gone. */
type MaybeUser = Schemas["simple-user"];

/** A pull request as lists have it: no `merged`, no counts. */
export function simplePull(pull: Pull, repository: Repository, links: Links): SimplePull {
  const id = 1_000 + stableNumber(`pull ${repository.full_name}#${pull.number}`, 2_000_000_000);
  return {
    id,
    node_id: Buffer.from(`011:PullRequest${id}`).toString("base64"),
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userOf(pull, links),
    body: pull.body === "" ? null : pull.body,
    labels: pull.labels.map((name) => labelShape(name, repository, links)),
    milestone: milestoneOf(pull, repository, links),
    active_lock_reason: null,
    ...timesOf(pull),
    merge_commit_sha: pull.merge_sha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    ...branchesOf(pull, repository, links),
    ...addressesOf(pull, repository, links),
    author_association: pull.head_repo ? "CONTRIBUTOR" : "MEMBER",
    auto_merge: null,
    draft: pull.draft,
  };
}

/** A pull request as it is read one by one. */
export function fullPull(pull: Pull, repository: Repository, links: Links): FullPull {
  const { user, head, base, ...rest } = simplePull(pull, repository, links);
  const merger = pull.merged_by ?? authorLogin(pull) ?? repository.owner;
  return {
    ...rest,
    // Safe: null is what GitHub sends here, and what readers must bear.
    user: user as MaybeUser,
    head: { ...head, user: head.user as MaybeUser },
    base: { ...base, user: base.user as MaybeUser },
    state: pull.state,
    merged: pull.merged_at !== null,
    mergeable: pull.state === "open" ? true : null,
    rebaseable: pull.state === "open" ? true : null,
    mergeable_state: pull.state === "open" ? "clean" : "unknown",
    merged_by: pull.merged_at === null ? null : simpleUser(merger, links),
    comments: 1,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: pull.additions ?? total(pull, "additions"),
    deletions: pull.deletions ?? total(pull, "deletions"),
    changed_files: pull.files_total ?? pull.files.length,
  };
}

function milestoneOf({ milestone }: Pull, repository: Repository, links: Links): SimplePull["milestone"] {
  const found = repository.milestones.find(({ number }) => number === milestone);
  return found ? milestoneShape(found, repository, links) : null;
}

export function userOf(pull: Pull, links: Links): Schemas["nullable-simple-user"] {
  const login = authorLogin(pull);
  return login === null ? null : simpleUser(login, links);
}

export function timesOf(pull: Pull) {
  return {
    created_at: githubTime(pull.created_at),
    updated_at: githubTime(pull.updated_at),
    closed_at: pull.closed_at === null ? null : githubTime(pull.closed_at),
    merged_at: pull.merged_at === null ? null : githubTime(pull.merged_at),
  };
}

export function labelShape(name: string, repository: Repository, links: Links): SimplePull["labels"][number] {
  const id = 1_000 + stableNumber(`label ${name}`, 1_000_000_000);
  const url = `${links.api}/repos/${repository.full_name}/labels/${encodeURIComponent(name)}`;
  const color = stableSha(`label ${name}`).slice(0, 6);
  return {
    id,
    node_id: Buffer.from(`05:Label${id}`).toString("base64"),
    url,
    name,
    description: "",
    color,
    default: false,
  };
}

export function headRef(pull: Pull): string {
  return pull.head ?? `pull-${pull.number}`;
}

export function headSha(pull: Pull, repository: Repository): string {
  return stableSha(`head ${repository.full_name}#${pull.number}`);
}

function branchesOf(pull: Pull, repository: Repository, links: Links): Pick<SimplePull, "head" | "base"> {
  const { owner, full_name } = repository;
  const headOwner = pull.head_repo?.split("/")[0] ?? owner;
  const repo = repositoryShape(repository, links);
  const ownerUser = simpleUser(owner, links, "Organization");
  return {
    head: {
      label: `${headOwner}:${headRef(pull)}`,
      ref: headRef(pull),
      sha: headSha(pull, repository),
      user: pull.head_repo ? simpleUser(headOwner, links) : ownerUser,
      repo: pull.head_repo ? repositoryShape(repository, links, pull.head_repo) : repo,
    },
    base: {
      label: `${owner}:${pull.base}`,
      ref: pull.base,
      sha: stableSha(`base ${full_name}#${pull.number}`),
      user: ownerUser,
      repo,
    },
  };
}

function addressesOf(pull: Pull, repository: Repository, links: Links) {
  const repo = `${links.api}/repos/${repository.full_name}`;
  const url = `${repo}/pulls/${pull.number}`;
  const html_url = `${links.html}/${repository.full_name}/pull/${pull.number}`;
  const issue_url = `${repo}/issues/${pull.number}`;
  const more = {
    comments_url: `${issue_url}/comments`,
    commits_url: `${url}/commits`,
    statuses_url: `${repo}/statuses/${headSha(pull, repository)}`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repo}/pulls/comments{/number}`,
  };
  const _links = {
    self: { href: url },
    html: { href: html_url },
    issue: { href: issue_url },
    comments: { href: more.comments_url },
    commits: { href: more.commits_url },
    statuses: { href: more.statuses_url },
    review_comments: { href: more.review_comments_url },
    review_comment: { href: more.review_comment_url },
  };
  return { url, html_url, diff_url: `${html_url}.diff`, patch_url: `${html_url}.patch`, issue_url, ...more, _links };
}

function total(pull: Pull, what: "additions" | "deletions"): number {
  return pull.files.reduce((sum, file) => sum + file[what], 0);
}
