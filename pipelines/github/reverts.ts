import type { PullRequest } from "../../webhooks/contract/evidence.ts";

type Candidate = Pick<PullRequest, "repo" | "number" | "ref" | "title" | "body" | "merge_sha" | "merged_at">;

/**
 * What a pull request undoes, by the surest sign first: GitHub's "Reverts owner/repo#1", git's "This reverts commit", then the quoted
 * title. An older pull request outside of the evidence counts when its number is named.
 */
export function revertedBy(pull: Candidate, all: readonly Candidate[]): string | null {
  if (!/\brevert/i.test(`${pull.title}\n${pull.body}`)) return null;
  const [, repo, number] = /\breverts?\s+(?:([\w.-]+\/[\w.-]+))?#(\d+)/i.exec(pull.body) ?? [];
  if (number && Number(number) !== pull.number) return `${repo ?? pull.repo}#${number}`;
  const [, sha] = /this reverts commit ([0-9a-f]{7,40})/i.exec(pull.body) ?? [];
  const bySha = sha && all.find(({ merge_sha }) => merge_sha?.startsWith(sha.toLowerCase()));
  if (bySha) return bySha.ref;
  const [, quoted, inTitle] = /^revert\s+["“](.+?)["”]\s*(?:\(#(\d+)\))?/i.exec(pull.title) ?? [];
  const byTitle = quoted && latestBefore(pull, all, quoted);
  if (byTitle) return byTitle;
  return inTitle && Number(inTitle) !== pull.number ? `${pull.repo}#${inTitle}` : null;
}

function latestBefore(pull: Candidate, all: readonly Candidate[], quoted: string): string | undefined {
  const bare = (title: string) => title.replace(/\s*\(#\d+\)\s*$/, "").trim();
  return all
    .filter(
      ({ repo, title, merged_at }) => repo === pull.repo && bare(title) === bare(quoted) && merged_at < pull.merged_at,
    )
    .sort((a, b) => (a.merged_at < b.merged_at ? 1 : -1))[0]?.ref;
}
