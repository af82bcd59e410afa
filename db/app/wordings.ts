import { sql } from "kysely";
import type { AskedWording, Db, Tx } from "./tables.ts";

type WordingRef = Pick<AskedWording, "update_id" | "id">;
type NewAskedWording = WordingRef & Pick<AskedWording, "run_id" | "asked_by" | "asked_at">;

/** @returns false when this very one was asked for before. */
export async function insertAskedWording(tx: Tx, row: NewAskedWording): Promise<boolean> {
  const inserted = await tx
    .insertInto("app.wordings")
    .values({ ...row, cost_usd: null })
    .onConflict((conflict) => conflict.columns(["update_id", "id"]).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Nobody was asked after all. */
export async function deleteAskedWording(db: Db, { update_id, id }: WordingRef): Promise<void> {
  await db.deleteFrom("app.wordings").where("update_id", "=", update_id).where("id", "=", id).execute();
}

/** @returns false when it had ended before. */
export async function endAskedWording(
  tx: Tx,
  { update_id, id }: WordingRef,
  paid: Pick<AskedWording, "model_calls" | "tokens" | "cost_usd">,
  ended_at: Date,
): Promise<boolean> {
  const ended = await tx
    .updateTable("app.wordings")
    .set({ ...paid, ended_at })
    .where("update_id", "=", update_id)
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return ended.numUpdatedRows === 1n;
}

/** @returns false when it had ended, was stopped before, or is somebody else's. */
export async function stopAskedWording(
  db: Db,
  { id, asked_by }: Pick<AskedWording, "id" | "asked_by">,
  stopped_at: Date,
): Promise<boolean> {
  const stopped = await db
    .updateTable("app.wordings")
    .set({ stopped_at })
    .where("id", "=", id)
    .where("asked_by", "=", asked_by)
    .where("ended_at", "is", null)
    .where("stopped_at", "is", null)
    .executeTakeFirst();
  return stopped.numUpdatedRows === 1n;
}

export async function isWordingStopped(db: Db, id: string): Promise<boolean> {
  const stopped = db.selectFrom("app.wordings").select("id").where("id", "=", id).where("stopped_at", "is not", null);
  return (await stopped.executeTakeFirst()) !== undefined;
}

/** What an update's wordings come to. `unpriced`: those whose cost nobody knows; it is in no sum. */
export type WordingSums = { asked: number; tokens: number; cost_usd: number; unpriced: number };

export async function sumWordings(db: Db, updateId: string): Promise<WordingSums> {
  return db
    .selectFrom("app.wordings")
    .select([
      sql<number>`count(*)::int`.as("asked"),
      sql<number>`coalesce(sum(tokens), 0)::int`.as("tokens"),
      sql<number>`coalesce(sum(cost_usd), 0)::float8`.as("cost_usd"),
      sql<number>`(count(*) filter (where ended_at is not null and cost_usd is null))::int`.as("unpriced"),
    ])
    .where("update_id", "=", updateId)
    .executeTakeFirstOrThrow();
}
