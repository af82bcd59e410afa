import type { Source } from "../../webhooks/contract/parameters.ts";
import type { GithubClient } from "./client.ts";
import { unlessHeldBack } from "./pull-reads.ts";
import type { readSources } from "./read-sources.ts";

/** The questions of a reading, asked straight away: nothing of it is recorded. */
export function askingOf(github: GithubClient, signal?: AbortSignal): Parameters<typeof readSources>[2] {
  return {
    page: (args) => github.listPullRequests(args, signal),
    branch: ({ repo, base_branch }: Source) => github.branch(repo, base_branch, signal),
    repository: (repo) => github.repository(repo, signal),
    named: (repo, by) => github.pullRequestNamed(repo, by, signal),
    details: (asked) => github.pullRequestDetails(asked, signal),
    texts: (repo, of) => github.texts(repo, of, signal),
    files: (repo, number) => unlessHeldBack(() => github.pullRequestFiles(repo, number, signal)),
  };
}
