import { sql, type Updateable } from "kysely";
import type { Db, PipelinesTables, ReportBack, Tx } from "./tables.ts";

type NewReportBack = Pick<ReportBack, "run_id" | "event_type" | "body">;

export async function insertReportBack(tx: Tx, row: NewReportBack, now: Date): Promise<void> {
  await tx
    .insertInto("pipelines.report_backs")
    .values({ ...row, state: "pending", next_attempt_at: now })
    .execute();
}

export async function findReportBack(db: Db, runId: string): Promise<ReportBack | undefined> {
  return db.selectFrom("pipelines.report_backs").selectAll().where("run_id", "=", runId).executeTakeFirst();
}

/** Before its run, as whoever notes an attempt does: two that lock them in turn would wait for each other. */
export async function lockReportBack(tx: Tx, runId: string): Promise<void> {
  await tx.selectFrom("pipelines.report_backs").select("run_id").where("run_id", "=", runId).forUpdate().execute();
}

/** A run that goes on has another end to tell of. */
export async function deleteReportBack(tx: Tx, runId: string): Promise<void> {
  await tx.deleteFrom("pipelines.report_backs").where("run_id", "=", runId).execute();
}

type Change = Updateable<PipelinesTables["pipelines.report_backs"]>;

/**
 * Notes how an attempt went. A settled one takes the sealed token with it: nobody needs it any more.
 *
 * @returns false when another has noted that attempt.
 */
export async function noteAttempt(
  tx: Tx,
  { run_id, attempts }: Pick<ReportBack, "run_id" | "attempts">,
  change: Change,
  wipeToken: boolean,
): Promise<boolean> {
  const noted = await tx
    .updateTable("pipelines.report_backs")
    .set({ ...change, attempts: sql<number>`attempts + 1` })
    .where("run_id", "=", run_id)
    .where("state", "=", "pending")
    .where("attempts", "=", attempts)
    .executeTakeFirst();
  if (noted.numUpdatedRows === 0n) return false;
  if (wipeToken) await tx.updateTable("pipelines.runs").set({ sealed_token: null }).where("id", "=", run_id).execute();
  return true;
}

/** @returns false when the attempt that it waits for was made meanwhile. */
export async function putOff(tx: Tx, runId: string, attempts: number, until: Date): Promise<boolean> {
  const put = await tx
    .updateTable("pipelines.report_backs")
    .set({ next_attempt_at: until })
    .where("run_id", "=", runId)
    .where("state", "=", "pending")
    .where("attempts", "=", attempts)
    .executeTakeFirst();
  return put.numUpdatedRows === 1n;
}

/** A dead one is tried again. @returns false when it is not dead. */
export async function reviveReportBack(tx: Tx, runId: string, now: Date): Promise<boolean> {
  const revived = await tx
    .updateTable("pipelines.report_backs")
    .set({ state: "pending", next_attempt_at: now, settled_at: null })
    .where("run_id", "=", runId)
    .where("state", "=", "dead")
    .executeTakeFirst();
  return revived.numUpdatedRows === 1n;
}

/** Pending ones whose next attempt is long due: their job was lost. */
export async function listForgottenReportBacks(db: Db, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("pipelines.report_backs")
    .select("run_id")
    .where("state", "=", "pending")
    .where("next_attempt_at", "<", before)
    .execute();
  return rows.map(({ run_id }) => run_id);
}
