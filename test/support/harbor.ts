import { fileURLToPath } from "node:url";
import { Octokit } from "@octokit/rest";
import { onTestFinished } from "vitest";
import { startDemoGitHub, type DemoGitHub, type DemoGitHubOptions } from "../../demo/github/server.ts";

export const DATA = fileURLToPath(new URL("../../demo/data", import.meta.url));
export const HARBOR = { owner: "acme", repo: "harbor" };

/** Demo GitHub with the demo's own repositories, until the test is over. */
export async function startHarbor(options: Partial<DemoGitHubOptions> = {}): Promise<DemoGitHub> {
  const github = await startDemoGitHub({ data: [DATA], shift: "none", ...options });
  onTestFinished(github.close);
  return github;
}

export const octokitFor = (url: string, auth?: string) =>
  new Octokit({ baseUrl: url, auth, log: { debug() {}, info() {}, warn() {}, error() {} } });

/** The same, with somebody who asks it. */
export async function askedHarbor(options: Partial<DemoGitHubOptions> = {}) {
  const { url } = await startHarbor(options);
  return { url, octokit: octokitFor(url) };
}
