import type { components } from "@octokit/openapi-types";
import type { Links } from "./links.ts";
import { simpleUser } from "./people.ts";
import { githubTime, stableNumber } from "./stable.ts";
import type { Repository } from "./world.ts";

type Schemas = components["schemas"];
type Endings<Name extends string> = Record<Name, string>;

/** What follows the repository's own address in each of GitHub's `*_url` fields. */
const ENDINGS = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
} as const;

/** The data sets do not say how old a repository is; older than all its pull requests is enough. */
export const FOUNDED_AT = "2024-01-08T09:00:00Z";

/** Everything that GitHub's own types ask of a repository; the smaller shapes are parts of it. */
type RepositoryShape = Schemas["full-repository"] & Schemas["repository"] & Schemas["repo-search-result-item"];

/** @param fullName Another one for a fork of it. */
export function repositoryShape(
  repository: Repository,
  links: Links,
  fullName = repository.full_name,
): RepositoryShape {
  const [owner = "", name = ""] = fullName.split("/");
  const fork = fullName !== repository.full_name;
  const id = repositoryId(fullName);
  return {
    id,
    node_id: Buffer.from(`010:Repository${id}`).toString("base64"),
    name,
    full_name: fullName,
    owner: simpleUser(owner, links, fork ? undefined : "Organization"),
    private: repository.visibility !== "public",
    visibility: repository.visibility,
    description: repository.description,
    fork,
    ...addresses(fullName, links),
    ...counts(repository),
    ...times(repository),
    homepage: null,
    language: repository.language,
    license: null,
    topics: [],
    default_branch: repository.default_branch,
    is_template: false,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    permissions: { admin: false, maintain: false, push: false, triage: false, pull: true },
    score: 1,
  };
}

export function repositoryId(fullName: string): number {
  return 1_000 + stableNumber(`repository ${fullName}`, 900_000_000);
}

function addresses(fullName: string, links: Links) {
  const url = `${links.api}/repos/${fullName}`;
  const html_url = `${links.html}/${fullName}`;
  // Safe: one entry for each key of ENDINGS, each a string.
  const derived = Object.fromEntries(Object.entries(ENDINGS).map(([key, end]) => [key, url + end])) as Endings<
    keyof typeof ENDINGS
  >;
  const clones = { clone_url: `${html_url}.git`, svn_url: html_url, mirror_url: null };
  return {
    url,
    html_url,
    ...derived,
    ...clones,
    git_url: `git:${html_url}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
  };
}

function counts({ pulls }: Repository) {
  const open = pulls.filter(({ state }) => state === "open").length;
  const none = { forks: 0, forks_count: 0, stargazers_count: 0, watchers: 0, watchers_count: 0, network_count: 0 };
  return { ...none, subscribers_count: 0, open_issues: open, open_issues_count: open, size: pulls.length * 10 };
}

function times({ pulls }: Repository) {
  const pushed = pulls.reduce((latest, { merged_at, created_at }) => Math.max(latest, merged_at ?? created_at), 0);
  return { created_at: FOUNDED_AT, updated_at: githubTime(pushed), pushed_at: githubTime(pushed) };
}
