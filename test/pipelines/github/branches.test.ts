import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { askingOf } from "../../../pipelines/github/asking.ts";
import { readSources } from "../../../pipelines/github/read-sources.ts";
import { readingsOf, requireBranches } from "../../../pipelines/github/sources.ts";
import type { Source } from "../../../webhooks/contract/parameters.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { openGithub } from "./harness.ts";

/** The branch got its new name in the middle of this week. */
const WEEK = { since: "2026-03-02T00:00:00Z", until: "2026-03-09T00:00:00Z" };
const LATER = { since: "2026-03-06T00:00:00Z", until: "2026-03-09T00:00:00Z" };
const folder = temporaryFolder("branches");

/** One pull request a day, from the first of March on, with the base that it was merged into. */
function dataSet(name: string, bases: readonly string[], more: object = {}): string {
  const prs = bases.map((base, index) => ({
    number: index + 1,
    title: `Change ${index + 1}`,
    author_name: "Ada",
    author_login: "ada",
    base,
    body: "",
    merged_at: `2026-03-0${index + 1}T10:00:00Z`,
    merge_sha: `${index + 1}`.padStart(40, "0"),
    files: [],
  }));
  const path = join(folder.path, `${name}.json`);
  writeFileSync(path, JSON.stringify({ repo: `acme/${name}`, base_branch: "main", windows: [{ prs }], ...more }));
  return path;
}

const moved = {
  renamed_branches: { master: "trunk", trunk: "main" },
  former_names: ["acme/oldest", "elsewhere/thing"],
};
const opened = await openGithub({
  data: [
    dataSet("renamed", ["master", "master", "master", "trunk", "release/2", "main", "main"], moved),
    dataSet("steady", ["main", "main", "main", "release/2", "main", "main"]),
    dataSet("empty", []),
    dataSet("closed", ["main", "main"], { archived: true }),
  ],
});
const { client, fault } = opened;
afterAll(() => opened.close());
beforeEach(async () => void (await fetch(`${opened.url}/_demo/faults`, { method: "DELETE" })));

const ask = askingOf(client);
const source = (repo: string, base_branch = "main"): Source => ({ repo: `acme/${repo}`, base_branch });

async function read(sources: Source[], range = WEEK) {
  const looked = readingsOf(sources, await Promise.all(sources.map(ask.branch)));
  requireBranches(looked);
  const { evidence, coverage, notes } = await readSources(looked.readings, range, ask);
  expect(coverage.seen).toBe(coverage.in_window + coverage.excluded);
  expect(coverage.in_window).toBe(evidence.length);
  return { refs: evidence.map(({ ref }) => ref), notes: [...looked.notes, ...notes], faults: looked.faults };
}

const refs = (repo: string, ...numbers: number[]) => numbers.map((number) => `acme/${repo}#${number}`);

test("a branch that is not there is told from a quiet one, with some that are", async () => {
  expect(await read([source("steady")], { since: "2026-03-08T00:00:00Z", until: WEEK.until })).toMatchObject({
    refs: [],
  });

  await expect(read([source("steady", "mian")])).rejects.toMatchObject({
    code: "not_found",
    message: "acme/steady has no branch “mian”.",
    remedy: "Choose one that it has, such as main or release/2.",
    details: [{ path: "parameters.sources.0.base_branch", code: "no_branch" }],
  });
});

test("of several sources each one that is not there is named, the last one as well", async () => {
  const sources = [source("steady"), source("renamed", "nope"), source("steady", "Release/2")];

  await expect(read(sources)).rejects.toMatchObject({
    message: "acme/renamed has no branch “nope”. acme/steady has no branch “Release/2”.",
    details: [{ path: "parameters.sources.1.base_branch" }, { path: "parameters.sources.2.base_branch" }],
  });
  const looked = readingsOf([sources[2]!], [await ask.branch(sources[2]!)]);
  expect(looked.faults[0]?.fix).toBe("Choose one that it has, such as release/2 or main.");
});

test("a repository without a commit, and one that is not there, are two more answers", async () => {
  await expect(read([source("gone")])).rejects.toMatchObject({
    message: "There is no repository acme/gone, or Pulse may not see it.",
  });
  const nothing = { repo: "acme/empty", name: null, others: [] };
  expect(readingsOf([source("empty")], [nothing]).faults).toMatchObject([
    { message: "acme/empty has no branch at all: it is empty." },
  ]);
});

test("a repository that is archived is told from a quiet one", async () => {
  expect(await read([source("steady"), source("closed")], LATER)).toMatchObject({
    refs: refs("steady", 6),
    notes: ["acme/closed is archived on GitHub: nothing is merged into it any more."],
  });
});

test("the old name of a branch is followed to the new one, and what was merged under either is read", async () => {
  expect(await read([source("renamed", "trunk")], WEEK)).toMatchObject({
    refs: refs("renamed", 2, 3, 4, 6, 7),
    notes: [
      "In acme/renamed, trunk is called main now: what was merged under either name is read.",
      "In acme/renamed, master is called main now: what was merged under either name is read.",
    ],
  });
});

test("what was merged under the old name is read where the new one was asked for, and a branch of its own is not", async () => {
  expect(await read([source("renamed")])).toEqual({
    refs: refs("renamed", 2, 3, 4, 6, 7),
    notes: ["In acme/renamed, master and trunk are called main now: what was merged under any of these names is read."],
    faults: [],
  });
  // Where the window begins later the branch had its name already.
  expect(await read([source("renamed")], LATER)).toMatchObject({ refs: refs("renamed", 6, 7) });
});

test("a name that was never another's stays out, and costs a steady repository no further question", async () => {
  const asked = async () => (await opened.requests()).length;
  expect(await read([source("steady", "release/2")])).toMatchObject({ refs: refs("steady", 4), notes: [] });
  const before = await asked();

  const since = "2026-03-04T00:00:00Z";
  expect(await read([source("steady")], { since, until: WEEK.until })).toMatchObject({ refs: refs("steady", 5, 6) });

  expect((await asked()) - before).toBe(4);
});

test("a repository that moved is followed under its old names, and read once where both are named", async () => {
  const old: Source = { repo: "elsewhere/thing", base_branch: "master" };

  const { refs: found, notes, faults } = await read([old, source("renamed")]);

  expect(found).toHaveLength(5);
  expect(found.every((ref) => ref.startsWith("elsewhere/thing#"))).toBe(true);
  expect(notes).toContain("elsewhere/thing is called acme/renamed now.");
  expect(faults).toMatchObject([
    {
      path: "parameters.sources.1.repo",
      code: "twice",
      fix: "Name it once.",
      message: "acme/renamed (main) is the same as elsewhere/thing (master): GitHub leads from one name to the other.",
    },
  ]);
});

test("a token that may not look for branches reads the default one, and says what it may not", async () => {
  await fault("403", { route: "/branches/", times: 99 });

  expect(await read([source("steady")])).toMatchObject({
    refs: refs("steady", 2, 3, 5, 6),
    notes: [],
  });
  await expect(read([source("steady", "release/2")])).rejects.toMatchObject({
    code: "upstream",
    message: "GitHub does not let the token look for branches of acme/steady.",
    remedy: "Give the token read access to the repository’s contents: branches are a part of them.",
  });
  const young = await read([source("renamed")]);
  expect(young.refs).toEqual(refs("renamed", 6, 7));
  expect(young.notes).toEqual([
    "Whether master, release/2 and trunk of acme/renamed became main is not known: the token may not look for branches.",
  ]);
});

test.each([
  ["451", "GitHub does not show acme/steady: it was taken down for legal reasons (status 451)."],
  ["html", "What answers in GitHub’s place is not GitHub’s API: it sent a web page."],
  ["404-html", "What answers in GitHub’s place is not GitHub’s API: it sent a web page (status 404)."],
  ["403-html", "What answers in GitHub’s place is not GitHub’s API: it sent a web page (status 403)."],
  ["502-html", "GitHub has trouble of its own (status 502)."],
  ["truncate", "GitHub’s answer broke off before its end."],
])("an answer that is none (%s) is told as what it is", async (name, message) => {
  for (const route of ["/branches/", "/pulls"]) {
    await fault(name, { route, times: 9 });
    const problem: unknown = await read([source("steady")]).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: "upstream", message, remedy: expect.stringMatching(/^\S.*\.$/) });
    expect(JSON.stringify(problem)).not.toMatch(/Sign in to continue|<html|JSON/);
    await fetch(`${opened.url}/_demo/faults`, { method: "DELETE" });
  }
});
