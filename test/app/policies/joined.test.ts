import { expect, test } from "vitest";
import { draftOf, draftOver, policyIn, withRule } from "../../../app/policies/draft.ts";
import { draftChanges } from "../../../app/policies/draft-changes.ts";
import { joined } from "../../../app/policies/joined.ts";
import { keepRule, moveRule, removeRule } from "../../../app/policies/rule-changes.ts";
import { type PolicyParts, policyRule } from "../../../webhooks/contract/policy.ts";
import type { DraftPolicy } from "../../../db/app/policy-tables.ts";

const rule = (label: string, then = "cite") =>
  policyRule.parse({ when: [{ what: "labels", how: "any", values: [label] }], then });
const begun: PolicyParts = { rules: ["a", "b", "c", "d"].map((label) => rule(label)), docs: "cite" };
const labelsIn = ({ rules = [] }: PolicyParts) =>
  rules.map(({ when, then }) => `${when[0]?.values[0]}${then === "cite" ? "" : ` ${then}`}`);
const mine = (...changes: ((draft: DraftPolicy) => DraftPolicy)[]) =>
  changes.reduce((draft, change) => change(draft), draftOf(begun));
const join = (theirs: PolicyParts, draft: DraftPolicy) => policyIn(joined(begun, theirs, draft));
const without = (at: number): PolicyParts => ({ ...begun, rules: begun.rules?.toSpliced(at, 1) });

test("what each of two added, changed and took away is there once", () => {
  const theirs: PolicyParts = { ...without(3), rules: [...(without(3).rules ?? []), rule("theirs")] };
  const draft = mine(keepRule("2", rule("b", "omit")), removeRule("1"), withRule(rule("mine"), { first: true }));
  expect(labelsIn(join(theirs, draft))).toEqual(["mine", "b omit", "c", "theirs"]);
});

test("a rule that both changed stands twice, for a person to choose", () => {
  const theirs: PolicyParts = { ...begun, rules: begun.rules?.with(1, rule("b", "group")) };
  expect(labelsIn(join(theirs, mine(keepRule("2", rule("b", "omit")))))).toEqual(["a", "b omit", "b group", "c", "d"]);
});

test("what they took away and I left as it was is gone; what I changed of it stays", () => {
  expect(labelsIn(join(without(2), mine()))).toEqual(["a", "b", "d"]);
  expect(labelsIn(join(without(2), mine(keepRule("3", rule("c", "omit")))))).toEqual(["a", "b", "c omit", "d"]);
});

test("my order holds for what both have", () => {
  expect(labelsIn(join(without(1), mine(moveRule("4", { before: 0 }))))).toEqual(["d", "a", "c"]);
});

test("of what can be only once mine counts where I changed it, and theirs where I did not", () => {
  const theirs: PolicyParts = { ...begun, docs: "omit", internal: "omit" };
  expect(join(theirs, mine())).toMatchObject({ docs: "omit", internal: "omit" });
  expect(join(theirs, { ...mine(), docs: "group" })).toMatchObject({ docs: "group", internal: "omit" });
});

test("an earlier policy laid over this one is told by what it adds, moves and takes away", () => {
  const earlier: PolicyParts = { rules: [rule("c"), rule("a"), rule("old")], docs: "cite" };
  const { count, rules, removed } = draftChanges(begun, draftOver(begun, earlier));
  expect([...rules.values()].map(({ what }) => what)).toEqual(["moved", "added"]);
  expect(removed).toEqual(["When a label is b, tell it.", "When a label is d, tell it."]);
  expect(count).toBe(4);
});
