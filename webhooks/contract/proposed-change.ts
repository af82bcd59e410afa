import { z } from "zod";
import { canonicalJson } from "./digest.ts";
import { LIMITS } from "./limits.ts";
import { dispositions, type PolicyParts, policyRule, type PolicySection, policySection } from "./policy.ts";

/** The classes of changes for which a policy has a default. */
const policyClasses = ["dependencies", "releases", "docs", "internal"] as const;
export type PolicyClass = (typeof policyClasses)[number];

const brought = z.array(policySection).min(1).optional();

/**
 * The one thing that a proposal would change. `rule`: one more, behind those that are there, so that each of theirs goes before it.
 * `another_rule`: one that is there says something else from then on. `sections`: instead of those that are there.
 * `places`: more sections, and the rules that put something there. A rule that puts something where there is no such section yet brings
 * its `sections`: all of them as they stand then, of which those that are there keep what they hold.
 */
export const proposedChange = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("rule"), rule: policyRule, sections: brought }),
  z.strictObject({ what: z.literal("another_rule"), was: policyRule, rule: policyRule, sections: brought }),
  z.strictObject({ what: z.literal("default"), of: z.enum(policyClasses), to: z.enum(dispositions) }),
  z.strictObject({ what: z.literal("sections"), sections: z.array(policySection).min(1) }),
  z.strictObject({
    what: z.literal("places"),
    sections: z.array(policySection).min(1),
    rules: z.array(policyRule).max(LIMITS.policy.rules),
  }),
]);
export type ProposedChange = z.infer<typeof proposedChange>;

/** The policy with one change more; the same where there is nothing to change any more. */
export function changedPolicy(policy: PolicyParts, change: ProposedChange): PolicyParts {
  switch (change.what) {
    case "rule":
      return { ...withSections(policy, change.sections), rules: [...(policy.rules ?? []), change.rule] };
    case "another_rule": {
      const was = canonicalJson(change.was);
      const rules = policy.rules?.map((rule) => (canonicalJson(rule) === was ? change.rule : rule));
      return { ...withSections(policy, change.sections), rules };
    }
    case "default":
      return { ...policy, [change.of]: change.to };
    case "sections":
      return { ...policy, sections: [...change.sections, ...stillNamed(policy, change.sections)] };
    case "places":
      return withPlaces(policy, change);
  }
}

function withPlaces(
  policy: PolicyParts,
  { sections, rules: added }: Extract<ProposedChange, { what: "places" }>,
): PolicyParts {
  const { rules = [] } = policy;
  const known = new Set(rules.map((rule) => canonicalJson(rule)));
  return {
    ...withSections(policy, sections),
    rules: [...rules, ...added.filter((rule) => !known.has(canonicalJson(rule)))],
  };
}

/** A section that is there keeps its kinds, and a kind that has a place keeps it. */
function withSections(policy: PolicyParts, more: readonly PolicySection[] = []): PolicyParts {
  if (more.length === 0) return policy;
  const { sections = [] } = policy;
  const names = new Set(sections.map(({ name }) => name.toLowerCase()));
  const kinds = new Set(sections.flatMap((section) => section.kinds));
  const added = more
    .filter(({ name }) => !names.has(name.toLowerCase()))
    .map((section) => ({ ...section, kinds: section.kinds.filter((kind) => !kinds.has(kind)) }));
  return { ...policy, sections: [...sections, ...added] };
}

/** Sections into which a rule puts something: they stay, without what the others hold now. */
function stillNamed({ rules = [], sections = [] }: PolicyParts, instead: readonly PolicySection[]): PolicySection[] {
  const named = new Set(rules.map(({ section }) => section?.toLowerCase()));
  const taken = new Set(instead.map(({ name }) => name.toLowerCase()));
  const stay = sections.filter(({ name }) => named.has(name.toLowerCase()) && !taken.has(name.toLowerCase()));
  return stay.map(({ name }) => ({ name, kinds: [] }));
}
