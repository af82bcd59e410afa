import { newId } from "../../webhooks/contract/ids.ts";
import type { Notice } from "./schedule-tables.ts";
import type { Db, Tx } from "./tables.ts";

export type NewNotice = Pick<Notice, "team_id" | "kind" | "subject_id" | "person_id"> &
  Partial<Pick<Notice, "approvers" | "update_id" | "payload">>;

/** Something that a person is to be told in Slack. @returns false when they were told of this already. */
export async function insertNotice(tx: Tx, { payload = {}, ...row }: NewNotice): Promise<boolean> {
  const inserted = await tx
    .insertInto("app.notices")
    .values({ id: newId(), ...row, payload: JSON.stringify(payload) })
    .onConflict((conflict) => conflict.columns(["subject_id", "kind"]).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** What nobody was told yet, oldest first. */
export async function listNotices(db: Db, limit: number): Promise<Notice[]> {
  return db
    .selectFrom("app.notices")
    .selectAll()
    .where("delivered_at", "is", null)
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}
