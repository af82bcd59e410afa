import type { DraftPolicy } from "../../db/app/policy-tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { type PolicyCondition, policyRule, type PolicyRule } from "../../webhooks/contract/policy.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { type DraftChange, withRule } from "./draft.ts";
import { movedTo, type Where } from "./moved-to.ts";

/** @throws {Problem} `invalid`, with the field, when it is no rule; `conflict` when it is not there any more, or there are too many. */
export const keepRule = (key: string | null, typed: unknown): DraftChange => {
  const rule = parse(policyRule, typed, "The rule", "Correct the marked field.");
  if (key !== null) return changed(key, () => rule);
  return (draft) => {
    if (draft.rules.length < LIMITS.policy.rules) return withRule(rule)(draft);
    const most = `A policy may have ${LIMITS.policy.rules} rules.`;
    throw new Problem("conflict", most, "Join some, or remove those that never fit.");
  };
};

export const removeRule =
  (key: string): DraftChange =>
  (draft) => ({ ...draft, rules: draft.rules.toSpliced(placeOf(draft, key), 1) });

export const moveRule =
  (key: string, where: Where): DraftChange =>
  (draft) => ({ ...draft, rules: movedTo(draft.rules, placeOf(draft, key), where) });

/** Another word for one that nothing has. */
export const useInstead = (key: string, value: string, instead: string): DraftChange =>
  changed(key, (rule) => {
    const put = (values: readonly string[]) => [...new Set(values.map((one) => (one === value ? instead : one)))];
    const when = rule.when.map((one) => ({ ...one, values: put(one.values) }));
    return parse(policyRule, { ...rule, when }, "The rule", "Correct it.");
  });

/** Leaves to an earlier rule what it decides by a label. */
export const exceptLabels = (key: string, labels: readonly string[]): DraftChange =>
  changed(key, (rule) => {
    const isThere = ({ what, how }: PolicyCondition) => what === "labels" && how === "none";
    const there = rule.when.find(isThere);
    const except = { what: "labels", how: "none", values: [...new Set([...(there?.values ?? []), ...labels])] };
    const when = there ? rule.when.map((one) => (one === there ? except : one)) : [...rule.when, except];
    return parse(policyRule, { ...rule, when }, "The rule", "Remove a condition, and try again.");
  });

const changed =
  (key: string, change: (rule: PolicyRule) => PolicyRule): DraftChange =>
  (draft) => {
    const at = placeOf(draft, key);
    return { ...draft, rules: draft.rules.map((one, place) => (place === at ? withNew(one, change(one.rule)) : one)) };
  };

const withNew = (one: DraftPolicy["rules"][number], rule: PolicyRule) => ({ ...one, rule });

function placeOf({ rules }: DraftPolicy, key: string): number {
  const at = rules.findIndex((one) => one.key === key);
  if (at < 0) throw new Problem("conflict", "That rule is not there any more.", "Look at the rules as they are now.");
  return at;
}
