import type { Db, SeenText } from "./tables.ts";

export async function findLook(db: Db, updateId: string, personId: string): Promise<SeenText | undefined> {
  return db
    .selectFrom("app.looks")
    .selectAll()
    .where("update_id", "=", updateId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
}

/** The newest of each person counts. */
export async function keepLook(db: Db, look: SeenText): Promise<void> {
  await db
    .insertInto("app.looks")
    .values(look)
    .onConflict((conflict) => conflict.columns(["update_id", "person_id"]).doUpdateSet(look))
    .execute();
}
