import type { components } from "@octokit/openapi-types";
import type { Links } from "./links.ts";
import { loginFromName } from "./people.ts";
import { headSha, userOf } from "./pull-shape.ts";
import { githubTime, stableSha } from "./stable.ts";
import type { Pull, Repository } from "./world.ts";

type Schemas = components["schemas"];
type File = Pull["files"][number];

/** The data sets hold counts, not lines: a patch shows this many invented ones of each kind at most. */
const MAX_PATCH_LINES = 20;

export function diffEntry(file: File, pull: Pull, repository: Repository, links: Links): Schemas["diff-entry"] {
  const sha = headSha(pull, repository);
  const page = `${links.html}/${repository.full_name}`;
  return {
    sha: stableSha(`${sha} ${file.path}`),
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${file.path}`,
    raw_url: `${page}/raw/${sha}/${file.path}`,
    contents_url: `${links.api}/repos/${repository.full_name}/contents/${file.path}?ref=${sha}`,
    patch: patchOf(file, pull),
  };
}

/** @source GitHub's own words, with 406; docs.github.com, "Repository limits". */
const MAX_DIFF_FILES = 300;
const MAX_DIFF_LINES = 20_000;

/** What GitHub says instead of a diff that is too large; null: it shows the diff. */
export function tooLargeDiff(diff: string, { files }: Pull): string | null {
  if (files.length > MAX_DIFF_FILES) {
    const instead = "Consider using 'List pull requests files' API or locally cloning the repository instead.";
    return `Sorry, the diff exceeded the maximum number of files (${MAX_DIFF_FILES}). ${instead}`;
  }
  const isLong = diff.split("\n").length > MAX_DIFF_LINES;
  return isLong ? `Sorry, the diff exceeded the maximum number of lines (${MAX_DIFF_LINES})` : null;
}

/** All files as `git diff` would print them. */
export function unifiedDiff(pull: Pull): string {
  const parts = pull.files.map((file) => {
    const before = file.status === "added" ? "/dev/null" : `a/${file.path}`;
    const after = file.status === "removed" ? "/dev/null" : `b/${file.path}`;
    return `diff --git a/${file.path} b/${file.path}\n--- ${before}\n+++ ${after}\n${patchOf(file, pull)}\n`;
  });
  return parts.join("");
}

/** One commit for each pull request, its message with the trailers that credit the co-authors. */
export function commitShape(pull: Pull, repository: Repository, links: Links): Schemas["commit"] {
  const sha = headSha(pull, repository);
  const url = `${links.api}/repos/${repository.full_name}/commits/${sha}`;
  const user = userOf(pull, links);
  const email = `${user?.login ?? "ghost"}@users.noreply.github.com`;
  const signature = { name: pull.author_name ?? "ghost", email, date: githubTime(pull.created_at) };
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
      message: commitMessage(pull),
      comment_count: 0,
      tree: { sha: stableSha(`tree ${sha}`), url: `${links.api}/repos/${repository.full_name}/git/trees/${sha}` },
    },
    author: user,
    committer: user,
    parents: [],
  };
}

export function commitMessage(pull: Pull): string {
  const trailers = pull.co_authors.map(({ name, login }) => {
    return `Co-authored-by: ${name} <${login ?? loginFromName(name, false)}@users.noreply.github.com>`;
  });
  return [pull.title, trailers.join("\n")].filter((part) => part !== "").join("\n\n");
}

function patchOf(file: File, pull: Pull): string {
  if (file.patch !== undefined) return file.patch;
  const removed = Math.min(file.deletions, MAX_PATCH_LINES);
  const added = Math.min(file.additions, MAX_PATCH_LINES);
  const line = (sign: string) => (_: unknown, place: number) =>
    `${sign}// ${file.path}, line ${place + 1} (#${pull.number})`;
  const range = (lines: number) => `${lines === 0 ? 0 : 1},${lines}`;
  const lines = [...Array.from({ length: removed }, line("-")), ...Array.from({ length: added }, line("+"))];
  return [`@@ -${range(removed)} +${range(added)} @@`, ...lines].join("\n");
}
