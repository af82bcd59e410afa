import type { Selectable } from "kysely";
import type { Db, PipelinesTables } from "./tables.ts";

export type ModelStop = Selectable<PipelinesTables["pipelines.model_stop"]>;

export async function findModelStop(db: Db): Promise<ModelStop | undefined> {
  return db.selectFrom("pipelines.model_stop").selectAll().executeTakeFirst();
}

/** A stop that is there keeps its beginning; what is said of it changes. */
export async function putModelStop(db: Db, { reason, by }: { reason: string; by: string }, now: Date): Promise<void> {
  await db
    .insertInto("pipelines.model_stop")
    .values({ reason, stopped_by: by, stopped_at: now })
    .onConflict((conflict) => conflict.column("one").doUpdateSet({ reason, stopped_by: by }))
    .execute();
}

export async function deleteModelStop(db: Db): Promise<void> {
  await db.deleteFrom("pipelines.model_stop").execute();
}
