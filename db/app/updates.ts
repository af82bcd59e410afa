import { sql, type Updateable } from "kysely";
import { isId } from "../../webhooks/contract/ids.ts";
import type { AppTables, Db, Tx, Update, UpdateState } from "./tables.ts";

export type UpdateChange = Updateable<AppTables["app.updates"]>;

export async function insertUpdate(tx: Tx, row: Parameters<typeof valuesOf>[0]): Promise<Update> {
  return tx.insertInto("app.updates").values(valuesOf(row)).returningAll().executeTakeFirstOrThrow();
}

/** @returns undefined when one with this id is there already. */
export async function insertUpdateOnce(tx: Tx, row: Parameters<typeof valuesOf>[0]): Promise<Update | undefined> {
  const values = valuesOf(row);
  return tx
    .insertInto("app.updates")
    .values(values)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** What people call it: `/pulse approve 12`. */
export async function findUpdateByNumber(db: Db, teamId: string, number: number): Promise<Update | undefined> {
  return db
    .selectFrom("app.updates")
    .selectAll()
    .where("number", "=", number)
    .where("team_id", "=", teamId)
    .executeTakeFirst();
}

function valuesOf(
  row: Pick<Update, "id" | "team_id" | "profile_id" | "state" | "title" | "brief" | "channel" | "created_by"> &
    Partial<Pick<Update, "ledger" | "copied_from" | "sources_shown">>,
) {
  return {
    ...row,
    brief: JSON.stringify(row.brief),
    channel: JSON.stringify(row.channel),
    ledger: JSON.stringify(row.ledger ?? []),
    sources_shown: row.sources_shown ? JSON.stringify(row.sources_shown) : null,
  };
}

export async function findUpdate(db: Db, teamId: string, id: string): Promise<Update | undefined> {
  return db.selectFrom("app.updates").selectAll().where("id", "=", id).where("team_id", "=", teamId).executeTakeFirst();
}

/** Another one whenever something of an update changed that its page shows: whoever has the same one need not read it again. */
export async function findStamp(db: Db, teamId: string, id: string): Promise<string | undefined> {
  if (!isId(id)) return undefined;
  const { rows } = await sql<{ stamp: string }>`
    select md5(concat_ws(' ', update.changed_at,
      (select max(at) from app.audit_events event where event.update_id = update.id),
      (select max(reread_at) from app.generations generation where generation.update_id = update.id))) as stamp
    from app.updates update where update.id = ${id} and update.team_id = ${teamId} and update.deleted_at is null`.execute(
    db,
  );
  return rows[0]?.stamp;
}

/** What the same profile posted last before this one was asked for. */
export async function findPostedBefore(
  db: Db,
  { id, profile_id, created_at }: Pick<Update, "id" | "profile_id" | "created_at">,
): Promise<Update | undefined> {
  if (profile_id === null) return undefined;
  return db
    .selectFrom("app.updates")
    .selectAll()
    .where("profile_id", "=", profile_id)
    .where("id", "!=", id)
    .where("state", "=", "posted")
    .where("deleted_at", "is", null)
    .where("posted_at", "<", created_at)
    .orderBy("posted_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

/** For jobs, which have no team of their own. */
export async function findUpdateById(db: Db, id: string): Promise<Update | undefined> {
  return db.selectFrom("app.updates").selectAll().where("id", "=", id).executeTakeFirst();
}

/**
 * The conditional update behind every change of state: undefined when the update was not in one of `from` any more, or is deleted.
 *
 * @param generation Only when this generation is still the newest.
 */
export async function moveUpdate(
  tx: Tx,
  id: string,
  from: readonly UpdateState[],
  to: UpdateState,
  change: UpdateChange = {},
  generation?: number,
): Promise<Update | undefined> {
  return tx
    .updateTable("app.updates")
    .set({ ...change, state: to, changed_at: sql<Date>`now()` })
    .where("id", "=", id)
    .where("state", "in", from)
    .where("deleted_at", "is", null)
    .$if(generation !== undefined, (query) => query.where("generation", "=", generation ?? 0))
    .returningAll()
    .executeTakeFirst();
}

/** Locks the row, so that what is read and what is then written belong together. */
export async function lockUpdate(tx: Tx, teamId: string, id: string): Promise<Update | undefined> {
  return tx
    .selectFrom("app.updates")
    .selectAll()
    .where("id", "=", id)
    .where("team_id", "=", teamId)
    .forUpdate()
    .executeTakeFirst();
}

export async function changeUpdate(tx: Tx, id: string, change: UpdateChange): Promise<Update> {
  return tx
    .updateTable("app.updates")
    .set({ ...change, changed_at: sql<Date>`now()` })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What waits for its approval and still has time for it, of which half is over. */
export async function listDeadlines(db: Db, now: Date): Promise<Update[]> {
  return db
    .selectFrom("app.updates")
    .selectAll()
    .where("state", "=", "in_review")
    .where("deleted_at", "is", null)
    .where("review_due_at", ">", now)
    .where(sql<boolean>`review_since + (review_due_at - review_since) / 2 <= ${now}`)
    .execute();
}

/** What waited for its approval longer than its profile allows. */
export async function listOverdue(db: Db, now: Date): Promise<Update[]> {
  return db
    .selectFrom("app.updates")
    .selectAll()
    .where("state", "=", "in_review")
    .where("review_due_at", "<", now)
    .where("deleted_at", "is", null)
    .execute();
}

/** For results and jobs, which know no team. */
export async function lockUpdateById(tx: Tx, id: string): Promise<Update | undefined> {
  return tx.selectFrom("app.updates").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}

/** Undefined when the update is in none of these states, or gone already. */
export async function markDeleted(
  tx: Tx,
  id: string,
  states: readonly UpdateState[],
  now: Date,
): Promise<Update | undefined> {
  return tx
    .updateTable("app.updates")
    .set({ deleted_at: now })
    .where("id", "=", id)
    .where("state", "in", states)
    .where("deleted_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}
