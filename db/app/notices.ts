import { sql } from "kysely";
import { newId } from "../../webhooks/contract/ids.ts";
import { withLock } from "../lock.ts";
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

/** What not everybody was told yet and what may be told now, oldest first. */
export async function listNotices(db: Db, limit: number): Promise<Notice[]> {
  return db
    .selectFrom("app.notices")
    .selectAll()
    .where("delivered_at", "is", null)
    .where((eb) => eb.or([eb("not_before", "is", null), eb("not_before", "<=", sql<Date>`clock_timestamp()`)]))
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** Before the next one is written to: an interruption repeats one message at the most. */
export async function noteTold(db: Db, id: string, personId: string): Promise<void> {
  await db
    .updateTable("app.notices")
    .set({ told: sql<string>`told || to_jsonb(${personId}::text)` })
    .where("id", "=", id)
    .execute();
}

export async function settleNotice(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable("app.notices").set({ delivered_at: now }).where("id", "=", id).execute();
}

/** Slack takes nothing for so long: all of them wait. */
export async function postponeNotices(db: Db, seconds: number): Promise<void> {
  await db
    .updateTable("app.notices")
    .set({ not_before: sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})` })
    .where("delivered_at", "is", null)
    .execute();
}

/** One instance at a time tells. @returns false when another one does. */
export const withNoticesLock = (db: Db, work: () => Promise<void>): Promise<boolean> => withLock(db, "notices", work);
