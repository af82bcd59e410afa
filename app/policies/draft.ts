import { isDeepStrictEqual } from "node:util";
import type { DraftPolicy } from "../../db/app/policy-tables.ts";
import type { PolicyParts, PolicyRule } from "../../webhooks/contract/policy.ts";

/** What can become of a policy that somebody is at work on; pure. */
export type DraftChange = (draft: DraftPolicy) => DraftPolicy;

/** A policy as it is at first when somebody begins to change it: each rule is known by its place, wherever it goes. */
export function draftOf({ rules = [], ...beside }: PolicyParts): DraftPolicy {
  return { ...beside, rules: rules.map((rule, at) => ({ key: String(at + 1), rule })) };
}

/** What would be saved. */
export function policyIn({ rules, sections = [], ...beside }: DraftPolicy): PolicyParts {
  return {
    ...beside,
    ...(rules.length > 0 && { rules: rules.map(({ rule }) => rule) }),
    ...(sections.length > 0 && { sections }),
  };
}

/** A policy of another time, to be laid over this one: a rule that both have is the same rule. */
export function draftOver(held: PolicyParts, { rules = [], ...beside }: PolicyParts): DraftPolicy {
  const left = new Map(draftOf(held).rules.map(({ key, rule }) => [key, rule]));
  const keyed: DraftPolicy["rules"] = [];
  for (const rule of rules) {
    const [key = newKey({ rules: keyed })] = [...left].find(([, one]) => isDeepStrictEqual(one, rule)) ?? [];
    left.delete(key);
    keyed.push({ key, rule });
  }
  return { ...beside, rules: keyed };
}

/** The proposals' way in, and everybody's: a rule at the end, or before all others. `because`: whose idea it was, as in “from your posts”. */
export const withRule =
  (rule: PolicyRule, { because, first = false }: { because?: string; first?: boolean } = {}): DraftChange =>
  (draft) => {
    const added = { key: newKey(draft), rule, ...(because && { because }) };
    return { ...draft, rules: first ? [added, ...draft.rules] : [...draft.rules, added] };
  };

/** Of a rule that the policy did not have: no place is called so. */
function newKey({ rules }: Pick<DraftPolicy, "rules">): string {
  const used = rules.flatMap(({ key }) => (key.startsWith("n") ? [Number(key.slice(1))] : []));
  return `n${Math.max(0, ...used) + 1}`;
}
