import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { KEPT_CHARS, MOST_KEPT } from "../../webhooks/contract/foreign-text.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import { authorKind } from "./author-kind.ts";
import { hasBreakingFooter } from "../text/plan/breaking.ts";
import { cleanLine, cleanText, cutText } from "../text/clean-text.ts";
import { coAuthorsOf } from "./co-authors.ts";
import { pullUrl } from "./pull-url.ts";
import { revertedBy } from "./reverts.ts";
import type { ListedPull } from "./tools.ts";

/** GitHub's own name for an account that is gone. */
const NOBODY = "ghost";

/** Merged pull requests of one source as evidence, in the order in which they were merged. One that was not merged is left out. */
export function evidenceOf({ repo }: Source, pulls: readonly ListedPull[]): PullRequest[] {
  const merged = pulls.flatMap((pull) => (pull.merged_at ? [pullRequestOf(repo, pull, pull.merged_at)] : []));
  merged.sort((a, b) => Date.parse(a.merged_at) - Date.parse(b.merged_at) || a.number - b.number);
  const whole = merged.map((pull) => ({ ...pull, reverts: revertedBy(pull, merged) }));
  return whole.map((pull) => ({ ...pull, body: cutText(pull.body, KEPT_CHARS.body) }));
}

/** With the whole body: whatever is taken out of it is taken out before it is cut. */
function pullRequestOf(repo: string, pull: ListedPull, mergedAt: string): PullRequest {
  const { number } = pull;
  const title = cleanLine(pull.title, KEPT_CHARS.title);
  const login = cleanLine(pull.user?.login ?? "", KEPT_CHARS.label) || NOBODY;
  const body = cleanText(pull.body, Number.POSITIVE_INFINITY);
  const labels = pull.labels.slice(0, MOST_KEPT.labels).map((label) => cleanLine(label, KEPT_CHARS.label));
  return {
    ref: `${repo}#${number}`,
    repo,
    number,
    title: title || `Pull request ${number}`,
    body,
    ...(hasBreakingFooter(body) && { breaking_footer: true }),
    url: pullUrl(repo, number, pull.html_url),
    author: { login, kind: authorKind(login, pull.user?.type, title) },
    co_authors: coAuthorsOf(body, login),
    base_branch: pull.base.ref,
    labels: labels.filter(Boolean),
    merged_at: new Date(mergedAt).toISOString().replace(".000Z", "Z"),
    merge_sha: pull.merge_commit_sha,
    reverts: null,
  };
}
