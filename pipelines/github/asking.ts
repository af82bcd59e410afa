import type { Source } from "../../webhooks/contract/parameters.ts";
import type { GithubClient } from "./client.ts";
import type { AskingEvidence } from "./gather.ts";
import { unlessHeldBack } from "./pull-reads.ts";

/** The questions of a reading, asked straight away: nothing of it is recorded. */
export function askingOf(github: GithubClient, signal?: AbortSignal): AskingEvidence {
  return {
    page: (args) => github.listPullRequests(args, signal),
    branch: ({ repo, base_branch }: Source) => github.branch(repo, base_branch, signal),
    repository: (repo) => github.repository(repo, signal),
    named: (repo, by) => github.pullRequestNamed(repo, by, signal),
    details: (asked) => github.pullRequestDetails(asked, signal),
    texts: (repo, of) => github.texts(repo, of, signal),
    files: (repo, number) => unlessHeldBack(() => github.pullRequestFiles(repo, number, signal)),
    commitAt: (repo, ref) => github.commitAt(repo, ref, signal),
    releases: (repo) => github.releases(repo, signal),
    tagNames: (repo) => github.tagNames(repo, signal),
    recentTags: (repo, since) => github.recentTags(repo, since, signal),
    compare: (repo, asked) => github.compare(repo, asked, signal),
    commitsBefore: (repo, asked) => github.commitsBefore(repo, asked, signal),
    milestones: (repo) => github.milestones(repo, signal),
  };
}
