import { sql } from "kysely";
import type { Db, Tx } from "./tables.ts";

/** Gives an update's delivery that waits for its time another one. @returns undefined when none waits. */
export async function moveDelivery(tx: Tx, updateId: string, to: Date, now: Date): Promise<string | undefined> {
  const { id } =
    (await tx
      .updateTable("app.deliveries")
      .set({ post_at: to })
      .where("update_id", "=", updateId)
      .where("post_at", ">", now)
      .returning("id")
      .executeTakeFirst()) ?? {};
  return id;
}

/** Lets a delivery that waits for its time go out from now on. @returns false when it does not wait. */
export async function putForward(tx: Tx, id: string, now: Date): Promise<boolean> {
  const changed = await tx
    .updateTable("app.deliveries")
    .set({ post_at: now })
    .where("id", "=", id)
    .where("post_at", ">", now)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/**
 * Deliveries with a part that no job seems to take care of any more: a minute ago by the caller's clock or by the database's, or at a
 * time that has not come, which another clock wrote down. To look at one more than there is need for does no harm.
 */
export async function listStuckDeliveries(db: Db, before: Date): Promise<string[]> {
  const latest = sql<Date>`greatest(${before}::timestamptz, clock_timestamp() - interval '1 minute')`;
  const soon = sql<Date>`${latest} + interval '15 minutes'`;
  const rows = await db
    .selectFrom("app.delivery_parts as part")
    .innerJoin("app.deliveries as delivery", "delivery.id", "part.delivery_id")
    .innerJoin("app.updates as update", "update.id", "delivery.update_id")
    .select("part.delivery_id")
    .distinct()
    .where("part.state", "in", ["ready", "sending", "unknown"])
    .where("update.state", "in", ["approved", "posting", "correcting"])
    .where(
      sql<boolean>`(coalesce(part.attempt_started_at, delivery.post_at, delivery.created_at) < ${before}
        or (delivery.post_at is null and coalesce(part.attempt_started_at, delivery.created_at) < ${latest})
        or part.attempt_started_at > ${soon})`,
    )
    .where(sql<boolean>`(part.not_before is null or part.not_before not between ${latest} and ${soon})`)
    .execute();
  return rows.map(({ delivery_id }) => delivery_id);
}
