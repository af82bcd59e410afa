import type { PullRequest } from "../../webhooks/contract/evidence.ts";

type Candidate = Pick<PullRequest, "repo" | "number" | "ref" | "title" | "body" | "merge_sha" | "merged_at">;

/** GitHub's revert button writes `Reverts owner/repo#1`, alone on the first line. */
const BY_NUMBER = /^[ \t]*Reverts[ \t]+([A-Za-z0-9_-]+\/[A-Za-z0-9._-]+)?#([1-9][0-9]{0,9})\b/im;
const BY_COMMIT = /\bThis reverts commit ([0-9a-f]{7,64})\b/i;
const BY_TITLE = /^Revert "(.+)"$/;

/**
 * What a pull request undoes, by the surest sign first: the number (it may lie outside of the evidence), git's commit, the exact title.
 * Only work in the same repository counts: nothing else can be undone by a merge.
 */
export function revertedBy(pull: Candidate, all: readonly Candidate[]): string | null {
  return numberedIn(pull) ?? committedIn(pull, all) ?? titledIn(pull, all);
}

function isNear(other: Candidate, { repo, number }: Candidate): boolean {
  return other.repo === repo && other.number !== number;
}

function numberedIn({ repo, number, body }: Candidate): string | null {
  const [, named = repo, undone] = BY_NUMBER.exec(body) ?? [];
  if (!undone || Number(undone) === number || named.toLowerCase() !== repo.toLowerCase()) return null;
  return `${repo}#${undone}`;
}

function committedIn(pull: Candidate, all: readonly Candidate[]): string | null {
  const sha = BY_COMMIT.exec(pull.body)?.[1]?.toLowerCase();
  return (sha && all.find((other) => other.merge_sha?.startsWith(sha) && isNear(other, pull))?.ref) || null;
}

/** The last one of that title before it. */
function titledIn(pull: Candidate, all: readonly Candidate[]): string | null {
  const quoted = BY_TITLE.exec(pull.title)?.[1];
  if (!quoted) return null;
  const before = Date.parse(pull.merged_at);
  const earlier = all.filter(
    (other) => other.title === quoted && Date.parse(other.merged_at) < before && isNear(other, pull),
  );
  return earlier.sort((a, b) => Date.parse(b.merged_at) - Date.parse(a.merged_at))[0]?.ref ?? null;
}
