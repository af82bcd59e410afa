import type { z } from "zod";
import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { evidenceArtifact, reportArtifact } from "../../webhooks/contract/artifacts.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { CheckAnswer } from "../../webhooks/contract/finding.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { normalise } from "../../webhooks/contract/report-text.ts";
import { wishesOf } from "../checks/facts.ts";
import { findingsOfMixed } from "../checks/mixed.ts";
import type { Deps } from "../deps.ts";
import { getRun } from "./get-run.ts";

const artifact = reportArtifact.pick({ ledger: true, markdown: true, read: true });

/**
 * Checks a text that people changed against what the run had read. Keeps nothing.
 *
 * @throws {Problem} `not_found`; `conflict` when the run has no evidence.
 */
export async function checkAgainstRun(deps: Deps, id: string, raw: string): Promise<CheckAnswer> {
  const { evidence_sha256, artifact_sha256, parameters, timeframe } = await getRun(deps, id);
  const known = await readOnce(deps, evidence_sha256, artifact_sha256);
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

type Known = z.infer<typeof artifact> & { evidence: z.infer<typeof evidenceArtifact> };

/** Of the runs whose texts people are at: what never changes need not be read at each pause in typing. */
const recent = new Map<string, Known>();
const MOST_RECENT = 6;

async function readOnce(deps: Deps, evidence: string | null, report: string | null): Promise<Known | null> {
  const key = `${evidence} ${report}`;
  const known = recent.get(key) ?? (await readBoth(deps, evidence, report));
  if (!known) return null;
  recent.delete(key);
  recent.set(key, known);
  for (const old of [...recent.keys()].slice(0, -MOST_RECENT)) recent.delete(old);
  return known;
}

async function readBoth(deps: Deps, evidence: string | null, report: string | null): Promise<Known | null> {
  const [pulls, written] = [await read(deps, evidence), await read(deps, report)];
  return pulls && written ? { ...artifact.parse(written), evidence: evidenceArtifact.parse(pulls) } : null;
}

async function read({ db }: Deps, digest: string | null): Promise<unknown> {
  const found = digest ? await findArtifact(db, digest) : undefined;
  return found && JSON.parse(found.body.toString("utf8"));
}
