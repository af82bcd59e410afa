import type { Octokit } from "@octokit/rest";
import { z } from "zod";
import { githubTool, place, type GithubTool } from "./tool.ts";
import { kept, trims } from "./trim.ts";

const input = z.strictObject({
  method: z.enum(["get"]).meta({ title: "Method", description: "What to read: get, the issue itself." }),
  ...place,
  issue_number: z.number().int().min(1).meta({ title: "Number", description: "The number of the issue." }),
});

/** The tool for issues. */
export function issueTools(octokit: Octokit): GithubTool[] {
  return [
    githubTool({
      name: "issue_read",
      title: "Read an issue",
      description: "Reads one issue. GitHub counts pull requests among the issues.",
      input,
      output: kept.issue,
      read: async ({ owner, repo, issue_number }, signal) =>
        trims.issue((await octokit.rest.issues.get({ owner, repo, issue_number, request: { signal } })).data),
    }),
  ];
}
