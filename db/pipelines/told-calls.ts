import { sql } from "kysely";
import type { Call, Db } from "./tables.ts";
import type { ListedCall } from "./recording.ts";

/** A call with what went in and what came out. */
export type ToldCall = Call & ListedCall;

/**
 * The calls of a run in whose question or label one of these texts stands, in the order in which they were committed.
 *
 * @param written As they stand in the question's JSON, escaped as there.
 */
export async function listToldCalls(
  db: Db,
  runId: string,
  { written, labels }: { written: readonly string[]; labels: readonly string[] },
): Promise<ToldCall[]> {
  return db
    .selectFrom("pipelines.calls")
    .selectAll()
    .select(sql<string | null>`case when kind = 'model' then output ->> 'served_by' end`.as("served_by"))
    .where("run_id", "=", runId)
    .where(({ or, and, eb }) =>
      or([
        and([
          eb("kind", "=", "model"),
          sql<boolean>`exists (select from unnest(${[...written]}::text[]) as text where strpos(input::text, text) > 0)`,
        ]),
        and([
          eb("kind", "=", "tool"),
          sql<boolean>`exists (select from unnest(${[...labels]}::text[]) as text where strpos(label, text) > 0)`,
        ]),
      ]),
    )
    .orderBy("seq")
    .execute();
}

/** The models that servers say they used in a run, by name. */
export async function listServedModels(db: Db, runId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("pipelines.calls")
    .select(sql<string>`output ->> 'served_by'`.as("served_by"))
    .distinct()
    .where("run_id", "=", runId)
    .where("kind", "=", "model")
    .where(sql<boolean>`output ->> 'served_by' is not null`)
    .execute();
  return rows.map(({ served_by }) => served_by).sort();
}
