import { expect, test } from "vitest";
import { compareEvidence } from "../../app/updates/reread.ts";
import type { Fate, PullRequest } from "../../webhooks/contract/evidence.ts";
import { line } from "../support/app.ts";

const pr = (number: number, fate?: Fate): PullRequest => ({
  ref: `acme/harbor#${number}`,
  repo: "acme/harbor",
  number,
  title: `Title of ${number}`,
  body: "",
  url: `https://github.com/acme/harbor/pull/${number}`,
  author: { login: "ada", kind: "human" },
  co_authors: [],
  base_branch: "main",
  labels: [],
  merged_at: `2026-11-10T10:${number}:00Z`,
  merge_sha: null,
  ...(fate && { fate }),
});
const LEDGER = [line("acme/harbor#12"), line("acme/harbor#13", "grouped"), line("acme/harbor#14", "omitted")];
const compare = (...evidence: PullRequest[]) => compareEvidence(LEDGER, evidence, []);

test("the same evidence changes nothing", () => {
  expect(compare(pr(12), pr(13), pr(14))).toEqual({ reverted: [], merged: [] });
});

const by = (number: number) => ({ ref: `acme/harbor#${number}`, title: "", labels: [] });
const undone = (number: number): Fate => ({ is: "undone", of: [by(number)] });

test.each([
  [12, [{ pr: "acme/harbor#12", by: "acme/harbor#20" }]],
  [13, [{ pr: "acme/harbor#13", by: "acme/harbor#20" }]],
  [14, []],
])("a revert of #%i since is a fault only where the text tells of it", (number, reverted) => {
  const evidence = [12, 13, 14].map((each) => pr(each, each === number ? undone(20) : undefined));
  expect(compare(...evidence, pr(20, { is: "cancelled", of: [by(number)] })).reverted).toEqual(reverted);
});

test("one that takes several out takes each of them out", () => {
  const evidence = [pr(12, undone(20)), pr(13, undone(20)), pr(20, { is: "cancelled", of: [by(12), by(13)] })];
  expect(compare(...evidence).reverted.map((one) => one.pr)).toEqual(["acme/harbor#12", "acme/harbor#13"]);
});

test("what was merged before all that was read again is out, too, where a revert says so", () => {
  const reverts: Fate = { is: "rolls_back", of: [by(12), by(13)] };
  expect(compare(pr(20, reverts)).reverted.map((one) => one.pr)).toEqual(["acme/harbor#12", "acme/harbor#13"]);
});

test("what brings something else instead takes it out as well", () => {
  expect(compare(pr(12, undone(20)), pr(20)).reverted).toEqual([{ pr: "acme/harbor#12", by: "acme/harbor#20" }]);
});

test("a revert that the text was written with is the checks' matter, not ours", () => {
  expect(compare(pr(13, undone(12)), pr(12)).reverted).toEqual([]);
});

test("new merges are offered, but not what the brief leaves out", () => {
  const evidence = [pr(12), pr(20), pr(21)];
  expect(compareEvidence(LEDGER, evidence, ["acme/harbor#21"]).merged).toEqual(["acme/harbor#20"]);
});
