import type { Announced, ChannelConsent } from "./proposal-tables.ts";
import type { Db, Tx } from "./tables.ts";

/** What a profile's team told of in posts of its own, in the order of its posts. */
export async function listAnnounced(db: Db, profileId: string): Promise<Announced[]> {
  return db
    .selectFrom("app.announced")
    .selectAll()
    .where("profile_id", "=", profileId)
    .orderBy("noted_at")
    .orderBy("place")
    .execute();
}

/** @source PostgreSQL's protocol: a statement takes 65,535 values, and a row has nine. */
const ROWS_AT_ONCE = 5_000;

/** Each once: the first post that tells of it counts. @returns those that were not known. */
export async function insertAnnounced(tx: Tx, rows: readonly Announced[]): Promise<string[]> {
  // Always in one order: of two who read the same posts at once none waits for the other in a circle.
  const sorted = rows.toSorted((a, b) => (a.pr < b.pr ? -1 : 1));
  const added: string[] = [];
  for (let at = 0; at < sorted.length; at += ROWS_AT_ONCE) {
    const some = await tx
      .insertInto("app.announced")
      .values(sorted.slice(at, at + ROWS_AT_ONCE))
      .onConflict((conflict) => conflict.columns(["profile_id", "pr"]).doNothing())
      .returning("pr")
      .execute();
    added.push(...some.map(({ pr }) => pr));
  }
  return added;
}

export async function deleteAnnounced(tx: Tx, profileId: string, foundIn: Announced["found_in"]): Promise<number> {
  const deleted = await tx
    .deleteFrom("app.announced")
    .where("profile_id", "=", profileId)
    .where("found_in", "=", foundIn)
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}

export async function findConsent(db: Db, profileId: string): Promise<ChannelConsent | undefined> {
  return db.selectFrom("app.channel_consents").selectAll().where("profile_id", "=", profileId).executeTakeFirst();
}

/** Whoever says yes last is asked about it; for another channel it has to be said again. */
export async function keepConsent(tx: Tx, { profile_id, ...row }: ChannelConsent): Promise<void> {
  await tx
    .insertInto("app.channel_consents")
    .values({ profile_id, ...row })
    .onConflict((conflict) => conflict.column("profile_id").doUpdateSet(row))
    .execute();
}

/** @returns whether there was one. */
export async function deleteConsent(tx: Tx, profileId: string): Promise<boolean> {
  const deleted = await tx.deleteFrom("app.channel_consents").where("profile_id", "=", profileId).executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}
