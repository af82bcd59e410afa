import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import { isBreaking, must_cover } from "../marks/marks.ts";

/** What a rule said of a pull request: in the plan, and in the ledger. */
export type RuleSaid = NonNullable<LedgerLine["rule"]>;

/** Whether no text may leave it out: a firm rule decides, else what its author marked it as. */
export function mustTell(pr: PullRequest, rule: RuleSaid | null | undefined): boolean {
  return rule?.firm === "always" ? rule.then === "cite" : must_cover(pr);
}

/** Behind "it is": "a security change", "always told by rule 3". */
export function whyTold(pr: PullRequest, rule: RuleSaid | null | undefined): string {
  if (rule?.firm === "always") return `always told by rule ${rule.number}`;
  return isBreaking(pr) ? "a breaking change" : "a security change";
}
