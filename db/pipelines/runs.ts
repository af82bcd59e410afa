import { sql, type Updateable } from "kysely";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import type { RunState } from "../../webhooks/contract/runs.ts";
import type { Db, PipelinesTables, Run, Tx } from "./tables.ts";

export type NewRun = Pick<
  Run,
  "id" | "template_name" | "template_version" | "contract_hash" | "dry_run" | "request_id"
> &
  Pick<Run, "callback_url" | "sealed_token" | "idempotency_key" | "request_digest" | "deadline_at"> & {
    parameters: Parameters;
    traceparent?: string | null;
  };

/** @returns undefined when a run with this idempotency key is there already. */
export async function insertRun(tx: Tx, { parameters, ...row }: NewRun): Promise<Run | undefined> {
  return tx
    .insertInto("pipelines.runs")
    .values({ ...row, state: "queued", parameters: JSON.stringify(parameters) })
    .onConflict((conflict) => conflict.column("idempotency_key").doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findRun(db: Db, id: string): Promise<Run | undefined> {
  return db.selectFrom("pipelines.runs").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findRunByKey(db: Db, key: string): Promise<Run | undefined> {
  return db.selectFrom("pipelines.runs").selectAll().where("idempotency_key", "=", key).executeTakeFirst();
}

export async function listRuns(db: Db, state: RunState | undefined, limit: number): Promise<Run[]> {
  return db
    .selectFrom("pipelines.runs")
    .selectAll()
    .$if(state !== undefined, (query) => query.where("state", "=", state ?? "queued"))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** Begins a new attempt: every older one is fenced off. Undefined when the run has ended. */
export async function takeRun(db: Db, id: string, now: Date): Promise<Run | undefined> {
  return db
    .updateTable("pipelines.runs")
    .set({
      state: "running",
      attempt: sql<number>`attempt + 1`,
      started_at: sql<Date>`coalesce(started_at, ${now})`,
    })
    .where("id", "=", id)
    .where("state", "in", ["queued", "running"])
    .returningAll()
    .executeTakeFirst();
}

type RunChange = Updateable<PipelinesTables["pipelines.runs"]>;

/** @returns false when another attempt has the run by now, or it has ended. */
export async function changeRun(db: Db, run: Pick<Run, "id" | "attempt">, change: RunChange): Promise<boolean> {
  const changed = await db
    .updateTable("pipelines.runs")
    .set(change)
    .where("id", "=", run.id)
    .where("attempt", "=", run.attempt)
    .where("state", "=", "running")
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Ends a run that nobody works on. @returns false when somebody took it, or it has ended. */
export async function endQueuedRun(tx: Tx, id: string, change: RunChange): Promise<boolean> {
  const changed = await tx
    .updateTable("pipelines.runs")
    .set(change)
    .where("id", "=", id)
    .where("state", "=", "queued")
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** @returns false when it has ended. The worker sees the mark within half a second. */
export async function requestCancel(db: Db, id: string, now: Date): Promise<boolean> {
  const changed = await db
    .updateTable("pipelines.runs")
    .set({ cancel_requested_at: sql<Date>`coalesce(cancel_requested_at, ${now})` })
    .where("id", "=", id)
    .where("state", "in", ["queued", "running"])
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

export type RunGlance = Pick<Run, "attempt" | "state" | "cancel_requested_at">;

/** What the worker of an attempt has to know: is it still the one, and shall it stop? */
export async function lookAtRun(db: Db, id: string): Promise<RunGlance | undefined> {
  return db
    .selectFrom("pipelines.runs")
    .select(["attempt", "state", "cancel_requested_at"])
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Runs past their deadline that nobody ended. */
export async function listOverdueRuns(db: Db, now: Date): Promise<Run[]> {
  return db
    .selectFrom("pipelines.runs")
    .selectAll()
    .where("state", "in", ["queued", "running"])
    .where("deadline_at", "<", now)
    .limit(100)
    .execute();
}

/** @returns how many attempts have ended with an error of our own, this one included. */
export async function countFailure(db: Db, run: Pick<Run, "id" | "attempt">): Promise<number> {
  const counted = await db
    .updateTable("pipelines.runs")
    .set({ failures: sql<number>`failures + 1` })
    .where("id", "=", run.id)
    .where("attempt", "=", run.attempt)
    .returning("failures")
    .executeTakeFirst();
  return counted?.failures ?? 0;
}

/** Runs that nobody took for a while: their job may be lost. A second job does no harm. */
export async function listWaitingRuns(db: Db, before: Date): Promise<Run[]> {
  return db
    .selectFrom("pipelines.runs")
    .selectAll()
    .where("state", "=", "queued")
    .where("created_at", "<", before)
    .limit(100)
    .execute();
}
