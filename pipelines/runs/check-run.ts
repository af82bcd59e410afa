import { sha256 } from "../../webhooks/contract/digest.ts";
import type { CheckAnswer } from "../../webhooks/contract/finding.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import { wishesOf } from "../checks/facts.ts";
import { findingsOfMixed } from "../checks/mixed.ts";
import type { Deps } from "../deps.ts";
import { getRun } from "./get-run.ts";
import { knownText } from "./known-text.ts";

/**
 * Checks a text that people changed against what the run had read. Keeps nothing.
 *
 * @throws {Problem} `not_found`; `conflict` when the run has no evidence.
 */
export async function checkAgainstRun(deps: Deps, id: string, raw: string): Promise<CheckAnswer> {
  const run = await getRun(deps, id);
  const { parameters, timeframe } = run;
  const known = await knownText(deps, run);
  if (!known) {
    throw new Problem("conflict", "This run has no text to check against.", "Choose a run that completed.");
  }
  const markdown = normalise(raw);
  const facts = {
    evidence: known.evidence,
    sources: parameters.sources,
    ledger: known.ledger,
    read: known.read,
    wishes: wishesOf(parameters),
    window: timeframe ?? undefined,
  };
  return { checked_digest: sha256(markdown), findings: await findingsOfMixed(markdown, known.markdown, facts) };
}
