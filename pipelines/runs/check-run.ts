import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { evidenceArtifact, reportArtifact } from "../../webhooks/contract/artifacts.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { CheckAnswer } from "../../webhooks/contract/finding.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import { wishesOf } from "../checks/facts.ts";
import { findingsOfMixed } from "../checks/mixed.ts";
import type { Deps } from "../deps.ts";
import { getRun } from "./cancel-run.ts";

const artifact = reportArtifact.pick({ ledger: true, markdown: true, read: true });

/**
 * Checks a text that people changed against what the run had read. Keeps nothing.
 *
 * @throws {Problem} `not_found`; `conflict` when the run has no evidence.
 */
export async function checkAgainstRun(deps: Deps, id: string, raw: string): Promise<CheckAnswer> {
  const { evidence_sha256, artifact_sha256, parameters, timeframe } = await getRun(deps, id);
  const [evidence, report] = [await read(deps, evidence_sha256), await read(deps, artifact_sha256)];
  if (!evidence || !report) {
    throw new Problem("conflict", "This run has no text to check against.", "Choose a run that completed.");
  }
  const { ledger, markdown: written, read: looked } = artifact.parse(report);
  const markdown = normalise(raw);
  const facts = {
    evidence: evidenceArtifact.parse(evidence),
    sources: parameters.sources,
    ledger,
    read: looked,
    wishes: wishesOf(parameters),
    window: timeframe ?? undefined,
  };
  return { checked_digest: sha256(markdown), findings: await findingsOfMixed(markdown, written, facts) };
}

async function read({ db }: Deps, digest: string | null): Promise<unknown> {
  const found = digest ? await findArtifact(db, digest) : undefined;
  return found && JSON.parse(found.body.toString("utf8"));
}
