import { findCheckedGeneration } from "../../db/app/generations.ts";
import { findFindings, listAcknowledgements, storeFindings } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import type { AppFinding } from "./app-finding.ts";
import { announcedFindings } from "./announced-findings.ts";
import { staleFindings } from "./stale.ts";
import { textOf } from "./text.ts";

export type ShownFinding = AppFinding & { acknowledged_by: string | null };
export type Checked = { findings: ShownFinding[]; /** False: nobody could check this text. */ checked: boolean };

/** What the checks say of a text: from the store, where findings stand by digest, else from the pipelines; and whether it is still true. */
export async function askChecks(deps: Deps, update: Update, markdown: string): Promise<Checked> {
  const found = await findingsOf(deps, update, markdown);
  if (!found) return { findings: [], checked: false };
  const known = await listAcknowledgements(deps.db, update.id);
  return { findings: found.map((one) => ({ ...one, acknowledged_by: known.get(one.key) ?? null })), checked: true };
}

async function findingsOf(deps: Deps, update: Update, raw: string): Promise<AppFinding[] | undefined> {
  const { db, clock } = deps;
  const generation = await findCheckedGeneration(db, update.copied_from ?? update.id);
  // Of a text that says nothing nobody can say that it holds.
  if (!generation?.run_id || !/[\p{L}\p{N}]/u.test(raw)) return undefined;
  const of_words = await wordsOf(deps, generation.run_id, raw);
  if (!of_words) return undefined;
  const now = clock();
  const [stale, announced] = await Promise.all([
    staleFindings(db, now, update, generation, raw),
    announcedFindings(db, now, update, raw),
  ]);
  return [...of_words, ...stale, ...announced];
}

async function wordsOf({ db, pipelines }: Deps, run_id: string, raw: string): Promise<Finding[] | undefined> {
  const { markdown, digest } = textOf(raw);
  const stored = await findFindings(db, run_id, digest);
  if (stored) return stored;
  try {
    const { findings, checked_digest } = await pipelines.checks(run_id, markdown);
    await storeFindings(db, run_id, checked_digest, findings);
    return findings;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** They stand in the way of an approval until somebody gives a reason. */
export const openFaults = ({ findings }: Pick<Checked, "findings">): ShownFinding[] =>
  findings.filter(({ severity }) => severity === "fault");

/** Flags that nobody has taken upon themselves yet. */
export const openFlags = ({ findings }: Pick<Checked, "findings">): ShownFinding[] =>
  findings.filter(({ severity, acknowledged_by }) => severity === "flag" && !acknowledged_by);
