import type { z } from "zod";
import type { DetailReads } from "./details/reads.ts";
import type { FoundBranch } from "./look-for-branch.ts";
import type { ReleaseReads } from "./releases/reads.ts";
import type { ChangedFile, DetailedPull, Issue, ListArgs, repository } from "./tools.ts";
import type { ListedPull, NamedBy, PullRequestDiff } from "./tools.ts";

/** What the pipelines ask of GitHub, whoever reads it for them. Failures are Problems; an abort rejects with the signal's reason. */
export type GithubReads = DetailReads &
  ReleaseReads & {
    listPullRequests(args: ListArgs, signal?: AbortSignal): Promise<ListedPull[]>;
    pullRequest(repo: string, number: number, signal?: AbortSignal): Promise<DetailedPull>;
    /** The one with that number, or the merged one that a commit came with; null where there is none, or nobody says. */
    pullRequestNamed(repo: string, by: NamedBy, signal?: AbortSignal): Promise<ListedPull | null>;
    /** At most 3,000: GitHub lists no more. */
    pullRequestFiles(repo: string, number: number, signal?: AbortSignal): Promise<ChangedFile[]>;
    /** GitHub shows no diff of more than 300 files or 20,000 lines: then `too_large`. */
    pullRequestDiff(repo: string, number: number, signal?: AbortSignal): Promise<PullRequestDiff>;
    /** A pull request has an issue's face too. `not_found` as well for one that has moved to another repository. */
    issue(repo: string, number: number, signal?: AbortSignal): Promise<Issue>;
    /** What the token sees, last pushed first, at most 1,000. */
    repositories(signal?: AbortSignal): Promise<Repository[]>;
    /** One of them, or a public one. */
    repository(repo: string, signal?: AbortSignal): Promise<Repository>;
    /** At most 1,000 branches; the default one comes first. */
    branches(repo: string, signal?: AbortSignal): Promise<BranchList>;
    /** Whether there is such a branch, and what it and its repository are called now. */
    branch(repo: string, name: string, signal?: AbortSignal): Promise<FoundBranch>;
    /** What people should know of everything that is read here, in sentences. */
    notes(signal?: AbortSignal): Promise<string[]>;
  };

export type Repository = Omit<z.infer<typeof repository>, "full_name"> & { repo: string };
type BranchList = { branches: string[]; default_branch: string; complete: boolean };

/** Asked of whichever reader there is when it is asked. */
export function readsOf(chosen: (signal?: AbortSignal) => Promise<GithubReads>): GithubReads {
  return {
    listPullRequests: async (args, signal) => (await chosen(signal)).listPullRequests(args, signal),
    pullRequest: async (repo, number, signal) => (await chosen(signal)).pullRequest(repo, number, signal),
    pullRequestNamed: async (repo, by, signal) => (await chosen(signal)).pullRequestNamed(repo, by, signal),
    pullRequestDetails: async (asked, signal) => (await chosen(signal)).pullRequestDetails(asked, signal),
    texts: async (repo, of, signal) => (await chosen(signal)).texts(repo, of, signal),
    pullRequestFiles: async (repo, number, signal) => (await chosen(signal)).pullRequestFiles(repo, number, signal),
    pullRequestDiff: async (repo, number, signal) => (await chosen(signal)).pullRequestDiff(repo, number, signal),
    issue: async (repo, number, signal) => (await chosen(signal)).issue(repo, number, signal),
    repositories: async (signal) => (await chosen(signal)).repositories(signal),
    repository: async (repo, signal) => (await chosen(signal)).repository(repo, signal),
    branches: async (repo, signal) => (await chosen(signal)).branches(repo, signal),
    branch: async (repo, name, signal) => (await chosen(signal)).branch(repo, name, signal),
    commitAt: async (repo, ref, signal) => (await chosen(signal)).commitAt(repo, ref, signal),
    releases: async (repo, signal) => (await chosen(signal)).releases(repo, signal),
    tagNames: async (repo, signal) => (await chosen(signal)).tagNames(repo, signal),
    recentTags: async (repo, since, signal) => (await chosen(signal)).recentTags(repo, since, signal),
    newestTags: async (repo, signal) => (await chosen(signal)).newestTags(repo, signal),
    compare: async (repo, asked, signal) => (await chosen(signal)).compare(repo, asked, signal),
    commitsBefore: async (repo, asked, signal) => (await chosen(signal)).commitsBefore(repo, asked, signal),
    milestones: async (repo, signal) => (await chosen(signal)).milestones(repo, signal),
    notes: async (signal) => (await chosen(signal)).notes(signal),
  };
}
