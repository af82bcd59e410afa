import { expect, test } from "vitest";
import { findingsOfMixed } from "../../../pipelines/checks/mixed.ts";
import { pull, wholeReport } from "../../support/pulls.ts";

const { markdown, facts } = wholeReport([pull(1, "feat: a map for `harbor track`"), pull(2, "fix: the empty list")]);

/** The agent credits somebody who had no part in it. */
const written = markdown.replace("The empty list", "The empty list, thanks to @mallory");
const added = "- Tracking is 37 times faster (#1, mira)";
const changed = written.replace(/^- .*#1.*$/m, added);

async function findings(text: string): Promise<string[]> {
  return (await findingsOfMixed(text, written, facts)).map(
    ({ check, severity, line }) => `${check} ${severity} in ${line}`,
  );
}

const lineOf = (text: string, part: string): number => text.split("\n").findIndex((line) => line.includes(part)) + 1;

test("a text that nobody touched is the agent's", async () => {
  expect(await findings(written)).toEqual([`H7 fault in ${lineOf(written, "@mallory")}`]);
});

test("a line of the agent stays a fault when a person changed another one, whose number is a flag", async () => {
  expect((await findings(changed)).sort()).toEqual([
    `H7 fault in ${lineOf(changed, "@mallory")}`,
    `H8 flag in ${lineOf(changed, "37 times")}`,
  ]);
});

test("a line of the agent stays a fault where it moves to, and is a person's once they touch it", async () => {
  const moved = written.replace(/\n## /, `\n## Before\n\n${added}\n\n## `);
  expect(await findings(moved)).toContain(`H7 fault in ${lineOf(moved, "@mallory")}`);
  const touched = written.replace("thanks to @mallory", "with thanks to @mallory");
  expect(await findings(touched)).toEqual([`H7 flag in ${lineOf(touched, "@mallory")}`]);
});
