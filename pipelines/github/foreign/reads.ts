import { orNothing, pullReads } from "../pull-reads.ts";
import type { mcpAsker } from "../mcp-asker.ts";
import { ownerAndName } from "../owner-and-name.ts";
import { json } from "../read-answer.ts";
import type { GithubReads } from "../reads.ts";
import { tagsByRelease } from "../releases/newest-tags.ts";
import { releaseReads } from "../releases/reads.ts";
import { listedPull } from "../tools.ts";
import type { Way } from "../way.ts";
import { doubted, spelled } from "./doubts.ts";
import { foreignRepositories } from "./repositories.ts";

/**
 * GitHub by its own MCP server, or by one with the same tools. It has no question for many pull requests at once, no commits of merges and
 * no kinds of accounts, compares nothing, and it shortens texts: what is read through it carries its doubts.
 */
export function foreignReads(ask: ReturnType<typeof mcpAsker>, tools: ReadonlySet<string>, by: Way["by"]): GithubReads {
  const [pulls, releases] = [pullReads(ask), releaseReads(ask)];
  return {
    ...pulls,
    listPullRequests: async (args, signal) => (await pulls.listPullRequests(args, signal)).map(doubted),
    pullRequest: async (repo, number, signal) => doubted(await pulls.pullRequest(repo, number, signal)),
    issue: async (repo, number, signal) => spelled(await pulls.issue(repo, number, signal)),
    pullRequestNamed: async (repo, named, signal) => {
      // Which pull request a commit came with, it does not say.
      if (!("number" in named)) return null;
      const args = { method: "get", ...ownerAndName(repo), pullNumber: named.number };
      const about = `${repo}#${named.number}`;
      const found = await orNothing(() => ask("pull_request_read", args, json(listedPull), about, signal));
      return found?.merged_at ? doubted(found) : null;
    },
    pullRequestDetails: async () => null,
    texts: async () => null,
    ...releases,
    recentTags: async () => null,
    newestTags: (repo, signal) => tagsByRelease(releases, repo, signal),
    compare: async () => null,
    milestones: async () => null,
    ...foreignRepositories(ask, tools),
    notes: async () => notesOn(by, tools),
  };
}

const SERVERS = {
  own: "another server",
  command: "the server of GITHUB_MCP_COMMAND",
  address: "the server at GITHUB_MCP_URL",
};

function notesOn(by: Way["by"], tools: ReadonlySet<string>): string[] {
  return [
    `GitHub is read through ${SERVERS[by]}, which shortens text: what looks like HTML is taken out of titles and descriptions.`,
    ...(tools.has("issue_read") ? [] : ["It has no tool issue_read: issues are not looked up."]),
    "It lists no repositories: those are offered that its search finds, and any other can be typed.",
  ];
}
