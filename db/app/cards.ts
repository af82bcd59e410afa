import { sql, type Updateable } from "kysely";
import { inTransaction } from "../connect.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Card, DraftMessage } from "./card-tables.ts";
import { countsNow } from "./people.ts";
import type { AppTables, Db, Person, Tx } from "./tables.ts";

/** Whoever is drawing them now draws them again afterwards; whom Slack asked to wait still waits. */
export async function askForCards(tx: Tx, updateId: string): Promise<void> {
  await tx
    .insertInto("app.card_refreshes")
    .values({ update_id: updateId, not_before: sql<Date>`clock_timestamp()` })
    .onConflict((conflict) =>
      conflict.column("update_id").doUpdateSet({ version: sql<number>`app.card_refreshes.version + 1` }),
    )
    .execute();
}

/** Old cards are drawn when somebody touches them. */
const MOST_AT_ONCE = 50;

/** What somebody may changed, and cards offer what their reader may: the team's newest are drawn again. */
export async function askForTeamsCards(tx: Tx, teamId: string): Promise<void> {
  const standing = tx
    .selectFrom("app.cards")
    .select(["update_id", sql<Date>`clock_timestamp()`.as("not_before")])
    .where("team_id", "=", teamId)
    .where("state", "<>", "gone")
    .groupBy("update_id")
    .orderBy((eb) => eb.fn.max("created_at"), "desc")
    .limit(MOST_AT_ONCE);
  await tx
    .insertInto("app.card_refreshes")
    .columns(["update_id", "not_before"])
    .expression(standing)
    .onConflict((conflict) =>
      conflict.column("update_id").doUpdateSet({ version: sql<number>`app.card_refreshes.version + 1` }),
    )
    .execute();
}

type CardRefresh = { update_id: string; version: number };

/**
 * Takes updates whose cards are to be drawn; another instance leaves them alone until the lease is over.
 *
 * @param only This update's and no other's, if they are due.
 */
export async function takeCardRefreshes(db: Db, leaseS: number, limit: number, only?: string): Promise<CardRefresh[]> {
  const due = db
    .selectFrom("app.card_refreshes")
    .select("update_id")
    .where("not_before", "<=", sql<Date>`clock_timestamp()`)
    .$if(only !== undefined, (query) => query.where("update_id", "=", only ?? ""))
    .orderBy("not_before")
    .limit(limit)
    .forUpdate()
    .skipLocked();
  return db
    .updateTable("app.card_refreshes")
    .set({ not_before: sql<Date>`clock_timestamp() + make_interval(secs => ${leaseS})` })
    .where("update_id", "in", due)
    .returning(["update_id", "version"])
    .execute();
}

/** Done, unless something happened to the update in the meantime: then it is due at once. @returns whether it is done. */
export async function settleCardRefresh(db: Db, { update_id, version }: CardRefresh): Promise<boolean> {
  const settled = await db
    .deleteFrom("app.card_refreshes")
    .where("update_id", "=", update_id)
    .where("version", "=", version)
    .executeTakeFirst();
  if (settled.numDeletedRows === 0n) await postponeCardRefresh(db, update_id, 0);
  return settled.numDeletedRows > 0n;
}

export async function postponeCardRefresh(db: Db, updateId: string, seconds: number): Promise<void> {
  await db
    .updateTable("app.card_refreshes")
    .set({ not_before: sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})` })
    .where("update_id", "=", updateId)
    .execute();
}

/** A card for each of these people who has none yet; they are sent when the update's cards are drawn, which is asked for here. */
export async function giveCards(
  db: Db,
  update: { id: string; team_id: string },
  personIds: readonly string[],
): Promise<void> {
  if (personIds.length === 0) return;
  const rows = personIds.map((person_id) => ({
    id: newId(),
    team_id: update.team_id,
    update_id: update.id,
    person_id,
    state: "waiting" as const,
  }));
  await inTransaction(db, async (tx) => {
    const given = await tx
      .insertInto("app.cards")
      .values(rows)
      .onConflict((conflict) => conflict.columns(["update_id", "person_id"]).where("state", "<>", "gone").doNothing())
      .executeTakeFirst();
    if (given.numInsertedOrUpdatedRows !== 0n) await askForCards(tx, update.id);
  });
}

export type CardOfPerson = Card & Pick<Person, "slack_user_id" | "role" | "deactivated_at">;

/** Those that stand, or are to be sent, with whom they are for. */
export async function listCards(db: Db, updateId: string): Promise<CardOfPerson[]> {
  return db
    .selectFrom("app.cards as card")
    .innerJoin("app.people as person", "person.id", "card.person_id")
    .selectAll("card")
    .select(["person.slack_user_id", "person.role", "person.deactivated_at"])
    .where("card.update_id", "=", updateId)
    .where("card.state", "<>", "gone")
    .where(countsNow("person.made_up"))
    .orderBy("card.created_at")
    .orderBy("card.id")
    .execute();
}

/** Every card of an update that there ever was, to know whom not to send another one. */
export async function listGivenCards(db: Db, updateId: string): Promise<Pick<Card, "person_id" | "created_at">[]> {
  return db.selectFrom("app.cards").select(["person_id", "created_at"]).where("update_id", "=", updateId).execute();
}

/** Whose card a message is. */
export async function findCardAt(db: Db, { channel, ts }: { channel: string; ts: string }): Promise<Card | undefined> {
  return db.selectFrom("app.cards").selectAll().where("channel", "=", channel).where("ts", "=", ts).executeTakeFirst();
}

/** @returns false when a person's click told us of another message first, or nobody waits for it any more. */
export async function markCardSent(
  db: Db,
  id: string,
  sent: { channel: string; ts: string; digest: string | null; sent_at: Date },
): Promise<boolean> {
  const marked = await db
    .updateTable("app.cards")
    .set({ ...sent, state: "sent" })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  return marked.numUpdatedRows === 1n;
}

/** For somebody whom Slack does not know. */
export async function dropWaitingCard(db: Db, id: string): Promise<void> {
  await db.deleteFrom("app.cards").where("id", "=", id).where("state", "=", "waiting").execute();
}

export async function changeCard(
  db: Db,
  id: string,
  { draft, ...change }: Omit<Updateable<AppTables["app.cards"]>, "draft"> & { draft?: readonly DraftMessage[] },
): Promise<void> {
  const written = { ...change, ...(draft && { draft: JSON.stringify(draft) }) };
  await db.updateTable("app.cards").set(written).where("id", "=", id).execute();
}
