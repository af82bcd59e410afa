import type { WordingAnswer } from "../../webhooks/contract/wordings.ts";
import type { Db, Wording } from "./tables.ts";

/**
 * Begins one by its key, also in the place of one whose process must be gone.
 *
 * @param lostBefore Whoever began before then and has no answer yet gets none any more.
 * @returns false where there is one: answered, or being asked for.
 */
export async function beginWordingRow(db: Db, row: Omit<Wording, "answer">, lostBefore: Date): Promise<boolean> {
  const begun = await db
    .insertInto("pipelines.wordings")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column("idempotency_key")
        .doUpdateSet({ asked_at: row.asked_at })
        .where("pipelines.wordings.request_digest", "=", row.request_digest)
        .where("pipelines.wordings.answer", "is", null)
        .where("pipelines.wordings.asked_at", "<", lostBefore),
    )
    .executeTakeFirst();
  return begun.numInsertedOrUpdatedRows === 1n;
}

export async function findWordingRow(db: Db, key: string): Promise<Wording | undefined> {
  return db.selectFrom("pipelines.wordings").selectAll().where("idempotency_key", "=", key).executeTakeFirst();
}

export async function endWordingRow(db: Db, key: string, answer: WordingAnswer): Promise<void> {
  await db
    .updateTable("pipelines.wordings")
    .set({ answer: JSON.stringify(answer) })
    .where("idempotency_key", "=", key)
    .execute();
}

/** Nobody was asked, or nobody waits for what they say. */
export async function deleteWordingRow(db: Db, key: string): Promise<void> {
  await db.deleteFrom("pipelines.wordings").where("idempotency_key", "=", key).where("answer", "is", null).execute();
}
