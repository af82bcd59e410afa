import { isDeepStrictEqual } from "node:util";
import type { ChangeKind, PolicyParts } from "../../webhooks/contract/policy.ts";
import type { ProposedForPreview } from "../../webhooks/contract/policy-preview.ts";
import { changedPolicy, type PolicyClass, type ProposedChange } from "../../webhooks/contract/proposed-change.ts";
import { policyFaults } from "../text/policy/faults.ts";

/** A policy as if somebody had accepted what is proposed for it, one after the other. */
export type Accepted = {
  policy: PolicyParts;
  /** Of each rule the proposal that brought it or said otherwise of it; undefined: it is as it was. */
  rules: (string | undefined)[];
  classes: Partial<Record<PolicyClass, string>>;
  /** Those that changed the sections. */
  sections: string[];
  /** All that changed something. */
  all: string[];
  /** Those with which the policy could not be kept. */
  left: string[];
};

export function accepted(policy: PolicyParts, proposed: readonly ProposedForPreview[]): Accepted {
  const none: Accepted = { policy, rules: [], classes: {}, sections: [], all: [], left: [] };
  return proposed.reduce((now, one) => acceptedToo(now, one.key, one.change), none);
}

function acceptedToo(now: Accepted, key: string, change: ProposedChange): Accepted {
  const policy = changedPolicy(now.policy, change);
  if (isDeepStrictEqual(policy, now.policy)) return now;
  if (policyFaults(policy).length > 0) return { ...now, left: [...now.left, key] };
  const before = now.policy.rules ?? [];
  const rules = (policy.rules ?? []).map((rule, at) => (isDeepStrictEqual(rule, before[at]) ? now.rules[at] : key));
  const isOther = !isDeepStrictEqual(policy.sections, now.policy.sections);
  return {
    ...now,
    policy,
    rules,
    classes: change.what === "default" ? { ...now.classes, [change.of]: key } : now.classes,
    sections: isOther ? [...now.sections, key] : now.sections,
    all: [...now.all, key],
  };
}

/** Of what ends elsewhere than without them: how, and by which rule. */
type Ended = { rule: number | null; kinds: readonly ChangeKind[]; same_act: boolean };

const CLASS_OF: Partial<Record<ChangeKind, PolicyClass>> = {
  dependency: "dependencies",
  release: "releases",
  docs: "docs",
  internal: "internal",
};

/** Which of them put it there; where only room ran out, or nobody can tell them apart, all. */
export function broughtBy({ rules, classes, sections, all }: Accepted, { rule, kinds, same_act }: Ended): string[] {
  const byRule = rule === null ? undefined : rules[rule - 1];
  if (byRule) return [byRule];
  if (same_act) return sections.length > 0 ? sections : all;
  const own = kinds.flatMap((kind) => CLASS_OF[kind] ?? []);
  const byClass = own.flatMap((one) => classes[one] ?? []).slice(0, 1);
  return rule === null && byClass.length > 0 ? byClass : all;
}
