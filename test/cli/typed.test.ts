import { expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { cliHouse } from "../support/cli-house.ts";

const { pulse } = cliHouse();

test.each([
  [[], 2, "No command is named."],
  [["nonsense"], 2, "There is no command “nonsense”."],
  [["policy", "push", "weekly"], 2, "FILE is missing."],
  [["policy", "pull", "a", "b", "c"], 2, "That is a word too many."],
  [["policy", "push", "a", "b", "--why"], 2, "One of the options is none, or lacks its value."],
  [["profiles", "--token", "pulse_pat_x"], 2, "A token is no argument"],
] as const)("%j is told how it is typed", async (args, exit, sentence) => {
  const ran = await pulse(...args);
  expect([ran.exit, ran.out, ran.err]).toEqual([exit, "", expect.stringContaining(sentence)]);
  expect(ran.err).not.toContain("pulse_pat_x");
});

test.each([
  [["--help"], "pulse policy push PROFILE FILE"],
  [["policy", "--help"], "pulse policy pull PROFILE [FILE]"],
  [["policy", "push", "--help"], "--even-if-empty"],
  [["profiles", "-h"], "PULSE_TOKEN"],
])("%j helps, without an address or a token", async (args, text) => {
  const { exit, out, err } = await runCli(args, {});
  expect([exit, out, err]).toEqual([0, expect.stringContaining(text), ""]);
});
