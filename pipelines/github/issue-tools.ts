import type { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { answering, place, READ_ONLY } from "./tool.ts";
import { trims } from "./trim.ts";

const readShape = { method: z.enum(["get"]), ...place, issue_number: z.number().int().min(1) };

/** Adds the tool for issues. */
export function issueTools(server: McpServer, octokit: Octokit): void {
  server.registerTool(
    "issue_read",
    {
      description: "Reads one issue. GitHub counts pull requests among the issues.",
      inputSchema: readShape,
      annotations: READ_ONLY,
    },
    answering("issue_read", async ({ owner, repo, issue_number }, signal) =>
      trims.issue((await octokit.rest.issues.get({ owner, repo, issue_number, request: { signal } })).data),
    ),
  );
}
