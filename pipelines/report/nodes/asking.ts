import type { AskingEvidence } from "../../github/gather.ts";
import type { GithubClient } from "../../github/client.ts";
import type { RecordedCall } from "../../recording/recording.ts";
import { readBranch, readDetails, readFiles, readNamed, readPage, readRepository, readTexts } from "./reads.ts";

/** The questions of a reading, each a recorded call: a replay hears the same answers. */
export function recordedAsking(call: RecordedCall, github: GithubClient): AskingEvidence {
  const tool = <T>(name: string, input: object, label: string, live: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    call({ kind: "tool", name, input, label: `${name} ${label}` }, live);
  return {
    page: (args) => readPage(call, github, args),
    branch: (source) => readBranch(call, github, source),
    repository: (repo) => readRepository(call, github, repo),
    named: (repo, by) => readNamed(call, github, repo, by),
    details: (asked) => readDetails(call, github, asked),
    texts: (repo, of) => readTexts(call, github, repo, of),
    files: (repo, number) => readFiles(call, github, repo, number),
    commitAt: (repo, ref) =>
      tool("get_commit", { repo, ref }, `${repo} ${ref}`, (signal) => github.commitAt(repo, ref, signal)),
    releases: (repo) => tool("list_releases", { repo }, repo, (signal) => github.releases(repo, signal)),
    tagNames: (repo) => tool("list_tags", { repo }, repo, (signal) => github.tagNames(repo, signal)),
    recentTags: (repo, since) =>
      tool("list_recent_tags", { repo, since }, `${repo} since ${since}`, (signal) =>
        github.recentTags(repo, since, signal),
      ),
    compare: (repo, asked) =>
      tool("compare_commits", { repo, ...asked }, `${repo}, page ${asked.page}`, (signal) =>
        github.compare(repo, asked, signal),
      ),
    commitsBefore: (repo, asked) =>
      tool("list_commits", { repo, ...asked }, `${repo} ${asked.sha.slice(0, 7)}, page ${asked.page}`, (signal) =>
        github.commitsBefore(repo, asked, signal),
      ),
    milestones: (repo) => tool("list_milestones", { repo }, repo, (signal) => github.milestones(repo, signal)),
  };
}
