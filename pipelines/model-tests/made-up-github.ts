import { Problem } from "../../webhooks/contract/problem.ts";
import type { DetailedPull, GithubClient, Issue, Repository } from "../github/client.ts";
import {
  MADE_UP_BRANCH,
  MADE_UP_ISSUE,
  MADE_UP_REPO,
  madeUpDetails,
  madeUpDiff,
  madeUpPulls,
} from "./made-up-pulls.ts";

const REPOSITORY: Repository = {
  repo: MADE_UP_REPO,
  default_branch: MADE_UP_BRANCH,
  private: false,
  visibility: "public",
  archived: false,
};

/** GitHub with one repository in it, for tests of models: nothing is asked over the network, and what a model reads is made up. */
export const madeUpGithub: GithubClient = {
  warm: () => undefined,
  leave: () => undefined,
  close: async () => undefined,
  health: async () => ({ alive: true, last: null }),
  tools: async () => ({ own: true, server: "", digests: {} }),
  signedIn: async () => null,
  repositories: async () => [REPOSITORY],
  repository: async () => REPOSITORY,
  branches: async () => ({ branches: [MADE_UP_BRANCH], default_branch: MADE_UP_BRANCH, complete: true }),
  notes: async () => [],
  branch: async (repo, name) => ({ repo, name, others: [] }),
  // All of it fits on one page.
  listPullRequests: async ({ page = 1 }) => (page === 1 ? madeUpPulls.toReversed() : []),
  pullRequest: async (_repo, number) => pullOf(number),
  pullRequestNamed: async () => null,
  pullRequestDetails: async () => ({ pull_requests: [...madeUpDetails], merged_count: madeUpDetails.length }),
  texts: async (_repo, of) => of.map(() => null),
  pullRequestFiles: async (_repo, number) => {
    const { files = [] } = madeUpDetails.find((one) => one.number === pullOf(number).number) ?? {};
    return files.map(({ path, ...lines }) => ({ filename: path, status: "modified", ...lines }));
  },
  pullRequestDiff: async (_repo, number) => ({ text: madeUpDiff(pullOf(number).number), isCut: false }),
  issue: async (_repo, number) => {
    if (number !== MADE_UP_ISSUE.number) return pullOf(number);
    return {
      ...MADE_UP_ISSUE,
      state: "closed",
      html_url: "",
      user: { login: "ana-costa" },
      labels: [],
    } satisfies Issue;
  },
  // It has neither tags nor releases.
  commitAt: async () => null,
  releases: async () => [],
  tagNames: async () => [],
  recentTags: async () => ({ tags: [], complete: true }),
  newestTags: async () => ({ tags: [], complete: true }),
  compare: async () => null,
  commitsBefore: async () => [],
  milestones: async () => [],
};

function pullOf(number: number): DetailedPull {
  const pull = madeUpPulls.find((one) => one.number === number);
  if (pull) return pull;
  throw new Problem("not_found", `${MADE_UP_REPO} has no #${number}.`, "Look at the evidence.");
}
