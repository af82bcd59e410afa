import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Source } from "../../webhooks/contract/parameters.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";

/** Changes whenever a check judges otherwise than before: results are compared only within one version. */
export const CHECK_PACK = 1;

export type CheckFacts = {
  evidence: PullRequest[];
  sources: Source[];
  ledger: LedgerLine[];
  /** What is a fault in an agent's text can be a person's right. */
  by: "agent" | "person";
};

/** Left out on request: nothing needs to be said of these. */
export function ignoredOf({ ledger }: CheckFacts): Set<string> {
  return new Set(ledger.filter(({ reason }) => reason === "ignored").map(({ pr }) => pr));
}
