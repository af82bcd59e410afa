import { expect, onTestFinished, test } from "vitest";
import { startDemoGitHub } from "../../demo/github/server.ts";
import { githubClient } from "../../pipelines/github/client.ts";
import { askingOf } from "../../pipelines/github/asking.ts";
import { readSources } from "../../pipelines/github/read-sources.ts";
import { ALL_OF_TIME, DATA, quiet } from "./github/harness.ts";

/*
 * GitHub's own MCP server, where somebody has built it: OFFICIAL_MCP_SERVER=/path/of/github-mcp-server. What it answers is then no imitation
 * of ours. SHOW_FIGURES=1 tells how long it takes beside our own, and what is lost.
 */
const program = process.env["OFFICIAL_MCP_SERVER"] ?? "";
const SOURCE = { repo: "acme/harbor", base_branch: "main" };
const TOKEN = "ghp_a-token-for-tests";

async function reading() {
  const { url, close } = await startDemoGitHub({ data: [DATA], shift: "none" });
  const mcp = { command: [program, "stdio", "--read-only"] };
  const settings = { token: TOKEN, apiUrl: url, host: url };
  const [own, official] = [githubClient(settings, quiet), githubClient({ ...settings, mcp }, quiet)];
  onTestFinished(async () => {
    await Promise.all([own.close(), official.close()]);
    await close();
  });
  const fault = (fault: string, more: object) =>
    fetch(`${url}/_demo/faults`, { method: "POST", body: JSON.stringify({ route: "/acme/harbor/", fault, ...more }) });
  return { own, official, fault };
}

async function timed(client: Awaited<ReturnType<typeof reading>>["own"]) {
  await client.notes();
  const began = performance.now();
  const read = await readSources([{ source: SOURCE, bases: ["main"] }], ALL_OF_TIME, askingOf(client));
  return { ...read, ms: Math.round(performance.now() - began) };
}

test.skipIf(program)("the official server is not here: OFFICIAL_MCP_SERVER names none", () => {
  expect(program).toBe("");
});

test.runIf(program)("the official server reads the same pull requests, with their doubts", async () => {
  const { own, official } = await reading();
  const [ours, theirs] = [await timed(own), await timed(official)];

  expect(theirs.evidence.map(({ ref }) => ref)).toEqual(ours.evidence.map(({ ref }) => ref));
  expect(theirs.coverage).toEqual(ours.coverage);
  expect(theirs.notes.join(" ")).toMatch(/were read through a server that shortens text/);
  // Where a title is another one, that shows, or nobody is told that it is whole.
  expect(theirs.evidence.every(({ doubts }) => doubts)).toBe(true);
  const others = theirs.evidence.filter(({ title }, at) => title !== ours.evidence[at]?.title);
  if (process.env["SHOW_FIGURES"]) {
    console.log({ ours: [ours.ms, ours.requests], theirs: [theirs.ms, theirs.requests], notes: theirs.notes });
    console.log(others.map(({ ref, title, doubts }) => ({ ref, title, doubts })));
  }
});

const LIMIT = /^GitHub’s rate limit is used up until \d\d:\d\d UTC\.$/;
const BROKE_OFF = /^GitHub’s answer broke off before its end\.$/;

test.runIf(program).each([
  ["429", LIMIT],
  ["403-primary", LIMIT],
  ["403-secondary", LIMIT],
  ["500-before", /^GitHub has trouble of its own \(status 500\)\.$/],
  ["truncate", BROKE_OFF],
  ["drop-after", BROKE_OFF],
  ["451", /^GitHub does not show acme\/harbor(?:#\d+)?: it was taken down for legal reasons \(status 451\)\.$/],
  ["403", /^GitHub does not let the token read acme\/harbor(?:#\d+)?\.$/],
])("through the official server, %s of GitHub’s gets its true sentence from each tool", async (fault, sentence) => {
  const { official, fault: set } = await reading();
  const asked = [
    () => official.listPullRequests({ owner: "acme", repo: "harbor", state: "closed" }),
    () => official.issue("acme/harbor", 1182),
    () => official.pullRequestDiff("acme/harbor", 1253),
  ];
  await set(fault, { times: 100, retry_after_s: 90 });

  for (const ask of asked) {
    await expect(ask()).rejects.toMatchObject({ message: expect.stringMatching(sentence) as string });
  }
});
