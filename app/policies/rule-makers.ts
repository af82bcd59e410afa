import type { PolicyRow } from "../../db/app/policy-tables.ts";
import type { PolicyRule } from "../../webhooks/contract/policy.ts";
import { ruleText } from "../../webhooks/contract/policy-text.ts";

/** Who made a rule as it is, and with which policy. */
export type RuleMaker = Pick<PolicyRow, "number" | "made_by" | "made_at">;

/**
 * By a rule's sentence: the policy that it came with, and that every one since has had.
 *
 * @param versions All of a profile, the newest first.
 */
export function ruleMakers(versions: readonly PolicyRow[]): (rule: PolicyRule) => RuleMaker | null {
  const makers = new Map<string, RuleMaker>();
  let still = new Set(textsOf(versions[0]));
  for (const version of versions) {
    still = new Set(textsOf(version).filter((text) => still.has(text)));
    for (const text of still) makers.set(text, version);
  }
  return (rule) => makers.get(ruleText(rule)) ?? null;
}

const textsOf = (version: PolicyRow | undefined): string[] => (version?.policy.rules ?? []).map(ruleText);
