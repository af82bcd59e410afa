import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { authorKind } from "./author-kind.ts";
import { cleanLine, cleanText } from "./clean-text.ts";
import { coAuthorsOf } from "./co-authors.ts";
import { pullUrl } from "./pull-url.ts";
import { revertedBy } from "./reverts.ts";
import type { ListedPull } from "./tools.ts";

const MAX_BODY_CHARS = 4_000;
const MAX_TITLE_CHARS = 400;
const MAX_LABEL_CHARS = 100;
/** GitHub's own name for an account that is gone. */
const NOBODY = "ghost";

/** Merged pull requests of one source as evidence, in the order in which they were merged. One that was not merged is left out. */
export function evidenceOf({ repo }: Source, pulls: readonly ListedPull[]): PullRequest[] {
  const merged = pulls.flatMap((pull) => (pull.merged_at ? [pullRequestOf(repo, pull, pull.merged_at)] : []));
  merged.sort((a, b) => Date.parse(a.merged_at) - Date.parse(b.merged_at) || a.number - b.number);
  return merged.map((pull) => ({ ...pull, reverts: revertedBy(pull, merged) }));
}

function pullRequestOf(repo: string, pull: ListedPull, mergedAt: string): PullRequest {
  const { number } = pull;
  const title = cleanLine(pull.title, MAX_TITLE_CHARS);
  const login = cleanLine(pull.user?.login ?? "", MAX_LABEL_CHARS) || NOBODY;
  return {
    ref: `${repo}#${number}`,
    repo,
    number,
    title: title || `Pull request ${number}`,
    body: cleanText(pull.body, MAX_BODY_CHARS),
    url: pullUrl(repo, number, pull.html_url),
    author: { login, kind: authorKind(login, pull.user?.type, title) },
    // Trailers stand at the end, so of the whole text.
    co_authors: coAuthorsOf(cleanText(pull.body, Number.POSITIVE_INFINITY), login),
    base_branch: pull.base.ref,
    labels: pull.labels.map((label) => cleanLine(label, MAX_LABEL_CHARS)).filter(Boolean),
    merged_at: new Date(mergedAt).toISOString().replace(".000Z", "Z"),
    merge_sha: pull.merge_commit_sha,
    reverts: null,
  };
}
