import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { onTestFinished } from "vitest";
import { createLog } from "../../../base/log.ts";
import { startDemoGitHub, type DemoGitHubOptions } from "../../../demo/github/server.ts";
import { githubClient, type ListedPull } from "../../../pipelines/github/client.ts";
import { githubChild } from "../../../pipelines/github/spawn.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

export const DATA = join(import.meta.dirname, "../../../demo/data");
export const quiet = createLog("test", "silent");
export const HARBOR = { owner: "acme", repo: "harbor" };
export const ALL_OF_TIME = { since: "2020-01-01T00:00:00Z", until: "2030-01-01T00:00:00Z" };

type Options = Partial<DemoGitHubOptions> & { sent?: string; timeoutMs?: number };

/** The demo GitHub in this process, and a client with a real child. Both end with the test. */
export async function github(options: Options = {}) {
  const opened = await openGithub(options);
  onTestFinished(opened.close);
  return opened;
}

/** The same for several tests: whoever opens it closes it. */
export async function openGithub(options: Options = {}) {
  const { sent = null, timeoutMs, ...demo } = options;
  const { url, close } = await startDemoGitHub({ data: [DATA], shift: "none", ...demo });
  const children: StdioClientTransport[] = [];
  const transport = () => {
    const child = new StdioClientTransport(githubChild({ token: sent, apiUrl: url }));
    children.push(child);
    return child;
  };
  const client = githubClient({ token: sent, apiUrl: url }, quiet, { transport, timeoutMs });
  const post = (path: string, body: object) =>
    fetch(`${url}/_demo/${path}`, { method: "POST", body: JSON.stringify(body) });
  return {
    client,
    url,
    children,
    close: async () => {
      await client.close();
      await close();
    },
    fault: (fault: string, more: object = {}) => post("faults", { route: "/pulls", fault, ...more }),
    /** Whether the request that the last fault was for has come. */
    faultsAreSpent: async () => ((await (await fetch(`${url}/_demo/faults`)).json()) as unknown[]).length === 0,
    touch: (repo: string, number: number) => post("touch", { repo, number }),
    requests: async () => ((await (await fetch(`${url}/_demo/requests`)).json()) as { log: { status: number }[] }).log,
  };
}

/** A data set of merged pull requests, one an hour, in a file of its own. */
export function bigRepository(count: number): string {
  return madeRepository(Array.from({ length: count }, () => ({})));
}

type Made = {
  hidden?: boolean;
  title?: string;
  body?: string;
  labels?: string[];
  files?: MadeFile[];
  files_total?: number;
  co_authors?: { name: string; login: string | null }[];
};
type MadeFile = { path: string; additions: number; deletions: number; patch?: string; status?: string; text?: string };
type MadeIssue = { number: number; title: string; body: string; labels: string[] };

/** `acme/big` with these pull requests, numbered from 1. */
export function madeRepository(pulls: readonly Made[], issues: readonly MadeIssue[] = []): string {
  const prs = pulls.map((pull, index) => ({
    number: index + 1,
    title: `Change ${index + 1}`,
    author_name: "Ada",
    author_login: "ada",
    base: "main",
    files: [],
    body: "",
    merge_sha: (index + 1).toString(16).padStart(40, "0"),
    merged_at: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
    ...pull,
  }));
  const path = join(temporaryFolder("github").path, "big.json");
  writeFileSync(path, JSON.stringify({ repo: "acme/big", base_branch: "main", windows: [{ prs }], issues }));
  return path;
}

export function listed(number: number, more: Partial<ListedPull> = {}): ListedPull {
  return {
    number,
    title: `Change ${number}`,
    body: "",
    state: "closed",
    labels: [],
    base: { ref: "main" },
    html_url: `https://github.com/acme/harbor/pull/${number}`,
    user: { login: "ada", type: "User" },
    merged_at: "2026-10-05T09:00:00Z",
    updated_at: "2026-10-05T09:00:00Z",
    merge_commit_sha: null,
    ...more,
  };
}
