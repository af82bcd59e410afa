import { sql, type SqlBool } from "kysely";
import type { Call, Db, Run, RunNode } from "./tables.ts";

/** `served_from` absent: it was made. */
export type NewCall = Omit<Call, "run_id" | "attempt" | "seq" | "served_from"> & Partial<Pick<Call, "served_from">>;

export async function listCalls(db: Db, runId: string): Promise<Call[]> {
  return db
    .selectFrom("pipelines.calls")
    .selectAll()
    .where("run_id", "=", runId)
    .orderBy("step")
    .orderBy("path")
    .orderBy("ordinal")
    .execute();
}

/** A call without what went in and what came out, which may be large. */
export type ListedCall = Pick<Call, (typeof LISTED)[number]> & { served_by: string | null };
const SERVED_BY = sql<string | null>`case when kind = 'model' then output ->> 'served_by' end`.as("served_by");
const LISTED = [
  "seq",
  "node",
  "kind",
  "name",
  "label",
  "outcome",
  "attempt",
  "started_at",
  "duration_ms",
  "input_tokens",
  "cached_tokens",
  "output_tokens",
  "cost_usd",
  "priced_by",
  "retries",
  "served_from",
] as const;

/** Calls in the order in which they were committed. @param after The `seq` after which to begin; 0: all. */
export async function listCallsAfter(db: Db, runId: string, after: number): Promise<ListedCall[]> {
  return db
    .selectFrom("pipelines.calls")
    .select([...LISTED, SERVED_BY])
    .where("run_id", "=", runId)
    .where("seq", ">", String(after))
    .orderBy("seq")
    .execute();
}

export async function findCall(db: Db, runId: string, seq: number): Promise<(Call & ListedCall) | undefined> {
  return db
    .selectFrom("pipelines.calls")
    .selectAll()
    .select(SERVED_BY)
    .where("run_id", "=", runId)
    .where("seq", "=", String(seq))
    .executeTakeFirst();
}

const CALL_COLUMNS = [
  "run_id",
  "step",
  "path",
  "ordinal",
  "input_digest",
  "node",
  "kind",
  "name",
  "input",
  "output",
  "attempt",
  "started_at",
  "duration_ms",
  "input_tokens",
  "output_tokens",
  "cost_usd",
  "label",
  "outcome",
  "cached_tokens",
  "retries",
  "priced_by",
  "served_from",
] as const;

/** Commits a finished call under the fence. @returns false when another attempt has the run by now. */
export async function insertCall(
  db: Db,
  { id, attempt }: Pick<Run, "id" | "attempt">,
  call: NewCall,
): Promise<boolean> {
  return insertCallOf(db, call, sql<boolean>`id = ${id} and attempt = ${attempt} and state = 'running'`);
}

/** One that was made for a run which had ended: it fences nobody off, and nobody it. */
export async function insertLateCall(db: Db, { id }: Pick<Run, "id">, call: NewCall): Promise<void> {
  await insertCallOf(db, call, sql<boolean>`id = ${id}`);
}

async function insertCallOf(db: Db, call: NewCall, run: ReturnType<typeof sql<SqlBool>>): Promise<boolean> {
  const { input, output, ...row } = call;
  const inserted = await db
    .insertInto("pipelines.calls")
    .columns(CALL_COLUMNS)
    .expression((eb) =>
      eb
        .selectFrom("pipelines.runs")
        .select([
          sql<string>`id`.as("run_id"),
          sql<number>`${row.step}::int`.as("step"),
          sql<string>`${row.path}`.as("path"),
          sql<number>`${row.ordinal}::int`.as("ordinal"),
          sql<string>`${row.input_digest}`.as("input_digest"),
          sql<string>`${row.node}`.as("node"),
          sql<Call["kind"]>`${row.kind}`.as("kind"),
          sql<string>`${row.name}`.as("name"),
          sql<string>`${JSON.stringify(input)}::jsonb`.as("input"),
          sql<string>`${JSON.stringify(output ?? null)}::jsonb`.as("output"),
          sql<number>`attempt`.as("attempt"),
          sql<Date>`${row.started_at}::timestamptz`.as("started_at"),
          sql<number>`${row.duration_ms}::int`.as("duration_ms"),
          sql<number>`${row.input_tokens}::int`.as("input_tokens"),
          sql<number>`${row.output_tokens}::int`.as("output_tokens"),
          sql<number | null>`${row.cost_usd}::float8`.as("cost_usd"),
          sql<string>`${row.label}::text`.as("label"),
          sql<string>`${row.outcome}::text`.as("outcome"),
          sql<number>`${row.cached_tokens}::int`.as("cached_tokens"),
          sql<number>`${row.retries}::int`.as("retries"),
          sql<string | null>`${row.priced_by}::text`.as("priced_by"),
          sql<string | null>`${row.served_from ?? null}::uuid`.as("served_from"),
        ])
        .where(run)
        // Whoever takes the run meanwhile waits for this row, and then sees it.
        .forShare(),
    )
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export async function startNode(
  db: Db,
  { id, attempt }: Pick<Run, "id" | "attempt">,
  node: string,
  now: Date,
): Promise<void> {
  await db
    .insertInto("pipelines.nodes")
    .values({ run_id: id, node, attempt, started_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(["run_id", "node"])
        .doUpdateSet({
          attempt,
          finished_at: null,
          failed: false,
          // A node may run several times in one attempt: its calls add up. A new attempt counts anew.
          calls: sql<number>`case when nodes.attempt = ${attempt} then nodes.calls else 0 end`,
          replayed: sql<number>`case when nodes.attempt = ${attempt} then nodes.replayed else 0 end`,
        })
        .where("pipelines.nodes.attempt", "<=", attempt),
    )
    .execute();
}

type NodeEnd = Pick<RunNode, "detail" | "calls" | "replayed" | "failed">;

export async function endNode(
  db: Db,
  { id, attempt }: Pick<Run, "id" | "attempt">,
  node: string,
  { detail, calls, replayed, failed }: NodeEnd,
  now: Date,
): Promise<void> {
  await db
    .updateTable("pipelines.nodes")
    .set({
      detail,
      failed,
      finished_at: now,
      calls: sql<number>`calls + ${calls}`,
      replayed: sql<number>`replayed + ${replayed}`,
    })
    .where("run_id", "=", id)
    .where("node", "=", node)
    .where("attempt", "=", attempt)
    .execute();
}

export async function listNodes(db: Db, runId: string): Promise<RunNode[]> {
  return db.selectFrom("pipelines.nodes").selectAll().where("run_id", "=", runId).orderBy("started_at").execute();
}
