import type { EvidencePreview } from "../../webhooks/contract/evidence.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import type { Db, EvidenceRead } from "./tables.ts";

export async function insertRead(db: Db, parameters: Parameters): Promise<EvidenceRead> {
  return db
    .insertInto("pipelines.evidence_reads")
    .values({ id: newId(), parameters: JSON.stringify(parameters), state: "reading" })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findRead(db: Db, id: string): Promise<EvidenceRead | undefined> {
  return db.selectFrom("pipelines.evidence_reads").selectAll().where("id", "=", id).executeTakeFirst();
}

type ReadOutcome = { preview: EvidencePreview } | { problem: ProblemShape };

export async function finishRead(db: Db, id: string, outcome: ReadOutcome, now: Date): Promise<void> {
  const change =
    "preview" in outcome
      ? { state: "ready" as const, preview: JSON.stringify(outcome.preview) }
      : { state: "failed" as const, problem: JSON.stringify(outcome.problem) };
  await db
    .updateTable("pipelines.evidence_reads")
    .set({ ...change, finished_at: now })
    .where("id", "=", id)
    .where("state", "=", "reading")
    .execute();
}

/** A look at what would be read is of no use the next day. */
export async function deleteOldReads(db: Db, before: Date): Promise<void> {
  await db.deleteFrom("pipelines.evidence_reads").where("created_at", "<", before).execute();
}
