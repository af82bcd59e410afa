import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import { conditionOf, type Fits, type Looked } from "./fits.ts";

/** A rule that can be asked, with its place from 1. */
export type ReadRule = { number: number; rule: PolicyRule; fits: Fits };

export function rulesToAsk(rules: readonly PolicyRule[]): ReadRule[] {
  return rules.map((rule, at) => {
    const conditions = rule.when.map(conditionOf);
    return { number: at + 1, rule, fits: (looked) => conditions.every((holds) => holds(looked)) };
  });
}

/** The first that fits decides. */
export function ruleOf(rules: readonly ReadRule[], looked: Looked): ReadRule | null {
  return rules.find(({ fits }) => fits(looked)) ?? null;
}
