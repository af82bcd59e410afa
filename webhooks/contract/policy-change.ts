import { z } from "zod";
import { canonicalJson } from "./digest.ts";
import { dispositions, type PolicyParts, policyRule, policySection } from "./policy.ts";

/** The classes of changes for which a policy has a default. */
const policyClasses = ["dependencies", "releases", "docs", "internal"] as const;
export type PolicyClass = (typeof policyClasses)[number];

/**
 * The one thing that a proposal would change. `rule`: one more, behind those that are there, so that each of theirs goes before it.
 * `another_rule`: one that is there says something else from then on. `sections`: instead of those that are there.
 */
export const policyChange = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("rule"), rule: policyRule }),
  z.strictObject({ what: z.literal("another_rule"), was: policyRule, rule: policyRule }),
  z.strictObject({ what: z.literal("default"), of: z.enum(policyClasses), to: z.enum(dispositions) }),
  z.strictObject({ what: z.literal("sections"), sections: z.array(policySection).min(1) }),
]);
export type PolicyChange = z.infer<typeof policyChange>;

/** The policy with one change more; the same where there is nothing to change any more. */
export function changedPolicy(policy: PolicyParts, change: PolicyChange): PolicyParts {
  switch (change.what) {
    case "rule":
      return { ...policy, rules: [...(policy.rules ?? []), change.rule] };
    case "another_rule": {
      const was = canonicalJson(change.was);
      return { ...policy, rules: policy.rules?.map((rule) => (canonicalJson(rule) === was ? change.rule : rule)) };
    }
    case "default":
      return { ...policy, [change.of]: change.to };
    case "sections":
      return { ...policy, sections: change.sections };
  }
}
