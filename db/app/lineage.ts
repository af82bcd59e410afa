import { sql } from "kysely";
import type { Db, Update } from "./tables.ts";

/** The updates that read a pull request, newest first. @param limit One more is returned where there are more. */
export async function listUpdatesThatRead(db: Db, teamId: string, pr: string, limit: number): Promise<Update[]> {
  return db
    .selectFrom("app.updates")
    .selectAll()
    .where("team_id", "=", teamId)
    .where("deleted_at", "is", null)
    .where(sql<boolean>`ledger @> ${JSON.stringify([{ pr }])}::jsonb`)
    .orderBy("created_at", "desc")
    .limit(limit + 1)
    .execute();
}

/** The update whose message stands in a channel at this time stamp. */
export async function findUpdateOfMessage(
  db: Db,
  teamId: string,
  { channel, ts }: { channel: string; ts: string },
): Promise<Update | undefined> {
  return db
    .selectFrom("app.updates as update")
    .innerJoin("app.deliveries as delivery", "delivery.update_id", "update.id")
    .innerJoin("app.delivery_parts as part", "part.delivery_id", "delivery.id")
    .selectAll("update")
    .where("update.team_id", "=", teamId)
    .where("update.deleted_at", "is", null)
    .where("part.ts", "=", ts)
    .where(sql<boolean>`delivery.channel ->> 'id' = ${channel}`)
    .limit(1)
    .executeTakeFirst();
}
