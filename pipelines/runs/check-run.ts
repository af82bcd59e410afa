import { z } from "zod";
import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { pullRequest } from "../../webhooks/contract/evidence.ts";
import type { CheckAnswer } from "../../webhooks/contract/finding.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { ledgerLine } from "../../webhooks/contract/report.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import { findingsOfMixed } from "../checks/mixed.ts";
import type { Deps } from "../deps.ts";
import { getRun } from "./cancel-run.ts";

const artifact = z.object({
  ledger: z.array(ledgerLine),
  markdown: z.string(),
  /** Runs of before there were writers that look things up have none. */
  read: z.record(z.string(), z.string()).default({}),
});

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
    ...{ evidence: z.array(pullRequest).parse(evidence), sources: parameters.sources, ledger, read: looked },
    timeframe: timeframe ?? undefined,
  };
  return { checked_digest: sha256(markdown), findings: await findingsOfMixed(markdown, written, facts) };
}

async function read({ db }: Deps, digest: string | null): Promise<unknown> {
  const found = digest ? await findArtifact(db, digest) : undefined;
  return found && JSON.parse(found.body.toString("utf8"));
}
