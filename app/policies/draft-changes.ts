import { isDeepStrictEqual } from "node:util";
import type { DraftPolicy } from "../../db/app/policy-tables.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { ruleText } from "../../webhooks/contract/policy-text.ts";
import { policyIn } from "./draft.ts";
import { policyNews } from "../../webhooks/contract/policy-news.ts";

/** What became of a rule; `was`: its sentence before. */
type RuleChange = { what: "added" | "changed" | "moved"; was: string };

/** What somebody changed and has not saved, told at its place. */
export type DraftChanges = {
  count: number;
  /** By the rule's key; what is as it was has none. */
  rules: ReadonlyMap<string, RuleChange>;
  /** Sentences of rules that are taken away. */
  removed: string[];
  /** Sentences of what is changed beside the rules. */
  beside: string[];
};

export function draftChanges(from: PolicyParts, draft: DraftPolicy): DraftChanges {
  const original = new Map((from.rules ?? []).map((rule, at) => [String(at + 1), rule]));
  const moved = movedAmong(draft.rules.map(({ key }) => key).filter((key) => original.has(key)));
  const rules = new Map<string, RuleChange>();
  for (const { key, rule } of draft.rules) {
    const was = original.get(key);
    if (!was) rules.set(key, { what: "added", was: "" });
    else if (!isDeepStrictEqual(was, rule)) rules.set(key, { what: "changed", was: ruleText(was) });
    else if (moved.has(key)) rules.set(key, { what: "moved", was: `Rule ${key}` });
  }
  const gone = [...original].filter(([key]) => draft.rules.every((one) => one.key !== key));
  const removed = gone.map(([, rule]) => ruleText(rule));
  const { beside } = policyNews(from, policyIn(draft));
  return { count: rules.size + removed.length + beside.length, rules, removed, beside };
}

/** The fewest that have to move for the rest to stand in its old order. */
function movedAmong(keys: readonly string[]): Set<string> {
  const places = keys.map(Number);
  const best: number[][] = [];
  for (const [at, place] of places.entries()) {
    const before = best.filter((run, earlier) => earlier < at && (run.at(-1) ?? 0) < place);
    const longest = before.toSorted((a, b) => b.length - a.length)[0] ?? [];
    best.push([...longest, place]);
  }
  const stay = new Set(best.toSorted((a, b) => b.length - a.length)[0]);
  return new Set(keys.filter((key) => !stay.has(Number(key))));
}
