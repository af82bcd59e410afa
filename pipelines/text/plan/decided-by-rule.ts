import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import type { LedgerLine } from "../../../webhooks/contract/report.ts";
import { rulePieces } from "../../../webhooks/contract/policy-text.ts";
import { lineBeginning } from "../clean-text.ts";
import { must_cover } from "../marks/marks.ts";
import type { RuleSaid } from "../policy/must-tell.ts";
import type { ReadRule } from "../policy/rule-of.ts";

type Decided = {
  disposition: PolicyRule["then"];
  reason: "policy" | null;
  group: string | null;
  decided: NonNullable<LedgerLine["decided"]>;
};

/** Of a rule's sentence, in the ledger. */
const SENTENCE_CHARS = 200;

export function saidBy({ number, rule: { then, kind, section, firm } }: ReadRule): RuleSaid {
  return { number, then, firm, ...(kind && { kind }), ...(section && { section }) };
}

/**
 * Where a rule puts a pull request; null where it decides nothing, because only a firm rule is above what an author marked as breaking
 * or as a security change.
 *
 * @param noun What one such change is called where it is counted.
 */
export function decidedByRule(pr: PullRequest, { number, rule }: ReadRule, noun: string): Decided | null {
  if (must_cover(pr) && rule.then !== "cite" && rule.firm !== "always") return null;
  const { then: disposition, section } = rule;
  return {
    disposition,
    reason: disposition === "omit" ? "policy" : null,
    group: disposition === "group" ? (section ? `${section} change` : noun) : null,
    decided: { by: "policy", because: `Rule ${number}: ${sentence(rule)}` },
  };
}

/** Without its full stop, values between marks that pages draw. */
function sentence(rule: PolicyRule): string {
  const said = rulePieces(rule).map(({ text, as }) => (as === "value" ? `\`${text.replaceAll("`", "")}\`` : text));
  return lineBeginning(said.join("").replace(/^When/, "when").replace(/\.$/, ""), SENTENCE_CHARS);
}
