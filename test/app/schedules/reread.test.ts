import { expect, test } from "vitest";
import { compareEvidence } from "../../../app/schedules/reread.ts";
import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { line } from "../../support/app.ts";

const pr = (number: number, reverts: number | null = null): PullRequest => ({
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
  reverts: reverts === null ? null : `acme/harbor#${reverts}`,
});
const LEDGER = [line("acme/harbor#12"), line("acme/harbor#13", "grouped"), line("acme/harbor#14", "omitted")];
const compare = (...evidence: PullRequest[]) => compareEvidence(LEDGER, evidence, []);

test("the same evidence changes nothing", () => {
  expect(compare(pr(12), pr(13), pr(14))).toEqual({ reverted: [], merged: [] });
});

test.each([
  [12, [{ pr: "acme/harbor#12", by: "acme/harbor#20" }]],
  [13, [{ pr: "acme/harbor#13", by: "acme/harbor#20" }]],
  [14, []],
])("a revert of #%i since is a fault only where the text tells of it", (number, reverted) => {
  expect(compare(pr(12), pr(13), pr(14), pr(20, number)).reverted).toEqual(reverted);
});

test("a revert of the revert brings it back", () => {
  expect(compare(pr(12), pr(20, 12), pr(21, 20)).reverted).toEqual([]);
  expect(compare(pr(12), pr(20, 12), pr(21, 20), pr(22, 21)).reverted).toHaveLength(1);
});

test("a revert that the text was written with is the checks' matter, not ours", () => {
  expect(compare(pr(13), pr(12, 13)).reverted).toEqual([]);
});

test("new merges are offered, but not what the brief leaves out", () => {
  const evidence = [pr(12), pr(20), pr(21)];
  expect(compareEvidence(LEDGER, evidence, ["acme/harbor#21"]).merged).toEqual(["acme/harbor#20"]);
});
