import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Octokit } from "@octokit/rest";
import { detailTools } from "./details/tools.ts";
import { issueTools } from "./issue-tools.ts";
import { pullTools } from "./pull-tools.ts";
import { repositoryTools } from "./repository-tools.ts";

/** Our name, which tells a client that nothing in our answers is HTML-escaped. */
const SERVER_NAME = "pulse-github";

/**
 * GitHub for reading, as MCP tools. Names, arguments and answers (a text block with JSON, with no more in it than we use) are those of
 * GitHub's own MCP server where it has the tool; `list_repositories`, `get_repository`, `list_commit_pull_requests`,
 * `read_pull_requests` and `read_texts` are ours. A tool that fails answers
 * `isError` with a `Failure` as JSON.
 */
export function githubServer(octokit: Octokit): McpServer {
  const server = new McpServer({ name: SERVER_NAME, version: "1.0.0" });
  pullTools(server, octokit);
  issueTools(server, octokit);
  repositoryTools(server, octokit);
  detailTools(server, octokit);
  return server;
}
