import { sql } from "kysely";
import { newId } from "../../webhooks/contract/ids.ts";
import { withLock } from "../lock.ts";
import type { Notice } from "./schedule-tables.ts";
import type { Db, Tx } from "./tables.ts";

export type NewNotice = Pick<Notice, "team_id" | "kind" | "subject_id" | "person_id"> &
  Partial<Pick<Notice, "approvers" | "update_id" | "payload">> & {
    /** Nobody is told before so many seconds are over: what comes meanwhile may be told with it. */
    wait_s?: number;
  };

/** Something that a person is to be told in Slack. @returns false when they were told of this already. */
export async function insertNotice(tx: Tx, { payload = {}, wait_s, ...row }: NewNotice): Promise<boolean> {
  const not_before = wait_s === undefined ? null : inSeconds(wait_s);
  const inserted = await tx
    .insertInto("app.notices")
    .values({ id: newId(), ...row, not_before, payload: JSON.stringify(payload) })
    .onConflict((conflict) => conflict.columns(["subject_id", "kind"]).doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

const inSeconds = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

type Joined = Pick<Notice, "subject_id"> & { comment_id: string };

/** One more comment for the word of others that waits and that nobody was told yet. @returns false: there is none. */
export async function joinCommentNotice(tx: Tx, { subject_id, comment_id }: Joined): Promise<boolean> {
  const joined = await tx
    .updateTable("app.notices")
    .set({ payload: sql`jsonb_set(payload, '{comments}', (payload -> 'comments') || to_jsonb(${comment_id}::text))` })
    .where("subject_id", "=", subject_id)
    .where("kind", "like", "comment.made%")
    .where("delivered_at", "is", null)
    .where(sql<boolean>`not payload ? 'closed'`)
    .executeTakeFirst();
  return joined.numUpdatedRows > 0n;
}

/** From now on nothing joins it. Whatever was joining is waited for. @returns what it tells of. */
export async function closeNotice(db: Db, id: string): Promise<Notice> {
  return db
    .updateTable("app.notices")
    .set({ payload: sql`payload || '{"closed": true}'` })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
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

/** Slack takes nothing for so long: all of them wait, and what waits longer anyway does. */
export async function postponeNotices(db: Db, seconds: number): Promise<void> {
  await db
    .updateTable("app.notices")
    .set({ not_before: sql<Date>`greatest(not_before, ${inSeconds(seconds)})` })
    .where("delivered_at", "is", null)
    .execute();
}

/** One instance at a time tells. @returns false when another one does. */
export const withNoticesLock = (db: Db, work: () => Promise<void>): Promise<boolean> => withLock(db, "notices", work);
