import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import type { DateRange, Parameters, Source } from "../../webhooks/contract/parameters.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import type { RuleSaid } from "../text/policy/must-tell.ts";

/** Changes whenever a check judges otherwise than before: results are compared only within one version. */
export const CHECK_PACK = 5;

export type CheckFacts = {
  evidence: PullRequest[];
  sources: Source[];
  ledger: LedgerLine[];
  /** What is a fault in an agent's text can be a person's right. */
  by: "agent" | "person";
  /** Absent: H10 looks at base branches only. */
  window?: DateRange;
  /** What a writer read with tools, by pull request: evidence of that pull request like its title. */
  read?: Record<string, string>;
  /** The instructions that a model was given, without the evidence and without people's wishes. */
  prompts?: string[];
  /** What people asked the writer for, in their own words. */
  wishes?: string;
  /** The run's mark around data and answers: 16 hex characters. */
  nonce?: string;
};

/** Everything that people asked the writer for in their own words. */
export function wishesOf({ custom_prompt, feedback, context }: Parameters): string {
  return [custom_prompt, feedback?.text, context].filter(Boolean).join("\n");
}

/** Left out on request: nothing needs to be said of these. */
export function ignoredOf({ ledger }: CheckFacts): Set<string> {
  const known = ignored.get(ledger) ?? new Set(ledger.filter(({ reason }) => reason === "ignored").map(({ pr }) => pr));
  ignored.set(ledger, known);
  return known;
}
const ignored = new WeakMap<readonly LedgerLine[], Set<string>>();

/** What is counted: all that the window has merged, without what was left out on request. */
export function mergedOf(facts: CheckFacts): PullRequest[] {
  const left = ignoredOf(facts);
  return facts.evidence.filter(({ ref }) => !left.has(ref));
}

/** What rules of the policy said, by pull request. */
export function rulesOf({ ledger }: CheckFacts): ReadonlyMap<string, RuleSaid> {
  const known = ruled.get(ledger) ?? new Map(ledger.flatMap(({ pr, rule }) => (rule ? [[pr, rule] as const] : [])));
  ruled.set(ledger, known);
  return known;
}
const ruled = new WeakMap<readonly LedgerLine[], ReadonlyMap<string, RuleSaid>>();

/** Undone in the window, or only there to undo what is no news: nothing needs to be said of these either. */
export const isCancelled = ({ fate }: PullRequest): boolean => fate?.is === "undone" || fate?.is === "cancelled";
