import { sql, type Updateable } from "kysely";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import type { RunState } from "../../webhooks/contract/runs.ts";
import type { AskedTrial } from "../../webhooks/contract/trials.ts";
import type { Db, PipelinesTables, Run, Tx } from "./tables.ts";

export type NewRun = Pick<
  Run,
  "id" | "template_name" | "template_version" | "contract_hash" | "dry_run" | "request_id"
> &
  Pick<Run, "callback_url" | "sealed_token" | "idempotency_key" | "request_digest" | "deadline_at" | "limit_ms"> & {
    parameters: Parameters;
    traceparent?: string | null;
    template_ref?: string | null;
    continued_ms?: number[];
    trial_of?: string;
    trial?: AskedTrial;
    spec?: unknown;
    sender_contract?: string | null;
    contract_note?: string | null;
  };

/** @returns undefined when a run with this idempotency key is there already. */
export async function insertRun(tx: Tx, { parameters, trial, spec, ...row }: NewRun): Promise<Run | undefined> {
  return tx
    .insertInto("pipelines.runs")
    .values({
      ...row,
      state: "queued",
      parameters: JSON.stringify(parameters),
      ...(trial && { trial: JSON.stringify(trial) }),
      ...(spec !== undefined && { spec: JSON.stringify(spec) }),
    })
    .onConflict((conflict) => conflict.column("idempotency_key").doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function findRun(db: Db, id: string): Promise<Run | undefined> {
  return db.selectFrom("pipelines.runs").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findRuns(db: Db, ids: readonly string[]): Promise<Run[]> {
  return db
    .selectFrom("pipelines.runs")
    .selectAll()
    .where("id", "in", [...ids, NO_ID])
    .execute();
}

/** A list of none is no SQL. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

export async function findRunByKey(db: Db, key: string): Promise<Run | undefined> {
  return db.selectFrom("pipelines.runs").selectAll().where("idempotency_key", "=", key).executeTakeFirst();
}

/** The newest. @param trials Whether trials are among them. */
export async function listRuns(
  db: Db,
  { state, trials, limit }: { state?: RunState | undefined; trials: boolean; limit: number },
): Promise<Run[]> {
  return db
    .selectFrom("pipelines.runs")
    .selectAll()
    .$if(!trials, (query) => query.where("trial_of", "is", null))
    .$if(state !== undefined, (query) => query.where("state", "=", state ?? "queued"))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** Trials of a run, the newest first. */
export async function listTrials(db: Db, of: string, limit: number): Promise<Run[]> {
  return db
    .selectFrom("pipelines.runs")
    .selectAll()
    .where("trial_of", "=", of)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** The code that works it: the newest attempt's. */
type Worker = Pick<Run, "release" | "commit" | "dirty">;

/** Nobody works on a run of which nothing was noted for so long: that is done every second. */
const SILENT_S = 15;

/**
 * Begins a new attempt: every older one is fenced off. Undefined when the run has ended, or when another job's attempt is at work.
 *
 * @param unnotedMs What an attempt that was killed may have worked after it was last noted: it counts, so that a run that kills its
 *   process each time comes to an end.
 */
export async function takeRun(
  db: Db,
  id: string,
  { job_id, now, code, unnotedMs }: { job_id: string; now: Date; code: Worker; unnotedMs: number },
): Promise<Run | undefined> {
  return db
    .updateTable("pipelines.runs")
    .set({
      state: "running",
      attempt: sql<number>`attempt + 1`,
      started_at: sql<Date>`coalesce(started_at, ${now})`,
      worked_ms: sql<number>`worked_ms + case when worked_at is null then 0 else ${unnotedMs}::int end`,
      worked_at: sql<Date>`now()`,
      taken_by: job_id,
      ...code,
    })
    .where("id", "=", id)
    .where(({ or, and, eb }) =>
      or([
        eb("state", "=", "queued"),
        and([
          eb("state", "=", "running"),
          or([eb("taken_by", "=", job_id), eb("worked_at", "is", null), silent(SILENT_S)]),
        ]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
}

const silent = (seconds: number) => sql<boolean>`worked_at < now() - make_interval(secs => ${seconds})`;

type RunChange = Updateable<PipelinesTables["pipelines.runs"]>;

/** @param goesOn False: this attempt is over. */
export async function noteWorked(db: Db, run: Pick<Run, "id" | "attempt">, ms: number, goesOn: boolean): Promise<void> {
  await db
    .updateTable("pipelines.runs")
    .set({ worked_ms: ms, worked_at: goesOn ? sql<Date>`now()` : null })
    .where("id", "=", run.id)
    .where("attempt", "=", run.attempt)
    .where("state", "=", "running")
    .execute();
}

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

/** What a run that ended needs to wait for a worker again; its attempts go on being counted. Undefined: it was not as it is here. */
export async function reopenRun(
  tx: Tx,
  { id, state, attempt, continuation_key }: Run,
  change: RunChange,
): Promise<Run | undefined> {
  return tx
    .updateTable("pipelines.runs")
    .set({
      ...change,
      state: "queued",
      failures: 0,
      worked_at: null,
      cancel_requested_at: null,
      finished_at: null,
      problem: null,
      metrics: null,
    })
    .where("id", "=", id)
    .where("state", "=", state)
    .where("attempt", "=", attempt)
    .where("continuation_key", "is not distinct from", continuation_key)
    .returningAll()
    .executeTakeFirst();
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

type RunGlance = Pick<Run, "attempt" | "state" | "cancel_requested_at" | "limit_ms">;

/** What the worker of an attempt has to know: is it still the one, shall it stop, and how long may it work? */
export async function lookAtRun(db: Db, id: string): Promise<RunGlance | undefined> {
  return db
    .selectFrom("pipelines.runs")
    .select(["attempt", "state", "cancel_requested_at", "limit_ms"])
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Runs that somebody shall be working on, and of whom nobody has heard for a while: their job may be lost. */
export async function listSilentRuns(db: Db, forS: number): Promise<string[]> {
  const rows = await db
    .selectFrom("pipelines.runs")
    .select("id")
    .where("state", "=", "running")
    .where(({ or, eb }) => or([eb("worked_at", "is", null), silent(forS)]))
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
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
export async function listWaitingRuns(db: Db, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("pipelines.runs")
    .select("id")
    .where("state", "=", "queued")
    .where("created_at", "<", before)
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}
