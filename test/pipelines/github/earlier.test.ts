import { expect, test } from "vitest";
import { askingOf } from "../../../pipelines/github/asking.ts";
import { readSources } from "../../../pipelines/github/read-sources.ts";
import { github, madeRepository } from "./harness.ts";

/** One an hour from the first of January: the fifth is the first of the window. */
const WINDOW = { since: "2026-01-01T04:00:00Z", until: "2026-01-02T00:00:00Z" };
const source = { repo: "acme/big", base_branch: "main" };

async function fatesIn(titles: [title: string, body?: string][]) {
  const data = [madeRepository(titles.map(([title, body = ""]) => ({ title, body })))];
  const { client } = await github({ data });
  const asked: object[] = [];
  const { evidence, notes } = await readSources([{ source, bases: ["main"] }], WINDOW, {
    ...askingOf(client),
    named: (repo, by) => {
      asked.push(by);
      return client.pullRequestNamed(repo, by);
    },
  });
  const fates = evidence.map(({ number, fate }) => [number, fate?.is, ...(fate?.of ?? []).map(({ ref }) => ref)]);
  return { fates, asked, notes };
}

test("what is named from before the window is read, with the chain that it hangs on", async () => {
  const { fates, asked, notes } = await fatesIn([
    ["Add webhooks"],
    ['Revert "Add webhooks"', "Reverts acme/big#1"],
    ["Add a map"],
    ["Fix the clock"],
    ['Revert "Revert "Add webhooks""', "Reverts acme/big#2"],
    ["Take the map out", `This reverts commit ${"3".padStart(40, "0")}.`],
    ["Add a compass"],
    ["Revert #7", "See #4."],
    ["Speed up the list"],
  ]);

  expect(fates).toEqual([
    [5, "brings_back", "acme/big#1"],
    [6, "rolls_back", "acme/big#3"],
    [7, "undone", "acme/big#8"],
    [8, "cancelled", "acme/big#7"],
    [9, undefined],
  ]);
  expect(asked).toEqual([{ number: 2 }, { sha: "3".padStart(40, "0") }, { number: 1 }]);
  expect(notes).toEqual([]);
});

test("a number of an issue, a commit that nobody knows and another branch's pull request are nothing that was undone", async () => {
  const { fates } = await fatesIn([
    ["Add webhooks"],
    ["Add a map"],
    ["Add a list"],
    ["Fix the clock"],
    ["Take it out", "Reverts #900"],
    ["Take it out", "This reverts commit 9999999999999999999999999999999999999999."],
  ]);

  expect(fates).toEqual([
    [5, undefined],
    [6, undefined],
  ]);
});

test("no window names without end: what was not read is said", async () => {
  const { asked, notes } = await fatesIn([
    ...Array.from({ length: 4 }, (_, at): [string] => [`Change ${at}`]),
    ["Clean up", `Reverts ${Array.from({ length: 60 }, (_, at) => `#${at + 100}`).join(", ")}`],
  ]);

  expect(asked).toHaveLength(40);
  expect(notes).toEqual([
    "20 pull requests of acme/big from before the window, named by reverts in it, were not read.",
  ]);
});
