import type { Tx } from "./tables.ts";

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
