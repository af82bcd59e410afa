import type { z } from "zod";
import { findArtifact } from "../../db/pipelines/artifacts.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { evidenceArtifact, reportArtifact } from "../../webhooks/contract/artifacts.ts";
import type { Deps } from "../deps.ts";

const artifact = reportArtifact.pick({ ledger: true, markdown: true, read: true });

/** What a run had read, and what became of it in its text. */
export type KnownText = z.infer<typeof artifact> & { evidence: z.infer<typeof evidenceArtifact> };

/** Of the runs whose texts people are at: what never changes need not be read at each pause in typing. */
const recent = new Map<string, KnownText>();
const MOST_RECENT = 6;

/** Null: it has none, or it is gone. */
export async function knownText(
  deps: Pick<Deps, "db">,
  { evidence_sha256: evidence, artifact_sha256: report }: Pick<Run, "evidence_sha256" | "artifact_sha256">,
): Promise<KnownText | null> {
  const key = `${evidence} ${report}`;
  const known = recent.get(key) ?? (await readBoth(deps, evidence, report));
  if (!known) return null;
  recent.delete(key);
  recent.set(key, known);
  for (const old of [...recent.keys()].slice(0, -MOST_RECENT)) recent.delete(old);
  return known;
}

async function readBoth(
  deps: Pick<Deps, "db">,
  evidence: string | null,
  report: string | null,
): Promise<KnownText | null> {
  const [pulls, written] = [await read(deps, evidence), await read(deps, report)];
  return pulls && written ? { ...artifact.parse(written), evidence: evidenceArtifact.parse(pulls) } : null;
}

async function read({ db }: Pick<Deps, "db">, digest: string | null): Promise<unknown> {
  const found = digest ? await findArtifact(db, digest) : undefined;
  return found && JSON.parse(found.body.toString("utf8"));
}
