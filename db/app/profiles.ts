import { sql, type Updateable } from "kysely";
import type { AppTables, Db, Profile, Tx } from "./tables.ts";

export async function listProfiles(db: Db, teamId: string): Promise<Profile[]> {
  return db
    .selectFrom("app.profiles")
    .selectAll()
    .where("team_id", "=", teamId)
    .where("deleted_at", "is", null)
    .orderBy("name")
    .execute();
}

export async function findProfile(db: Db, teamId: string, slug: string): Promise<Profile | undefined> {
  return db
    .selectFrom("app.profiles")
    .selectAll()
    .where("team_id", "=", teamId)
    .where("slug", "=", slug)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
}

/** Whoever makes or renames a profile does so alone, so that a name that was free still is. */
export async function lockProfileNames(tx: Tx, teamId: string): Promise<void> {
  await tx.selectFrom("app.teams").select("id").where("id", "=", teamId).forNoKeyUpdate().execute();
}

/**
 * Whoever decides does so by the rules and roles as they are until the decision is written: whoever changes one of them, or who is here,
 * waits for it, and it for them.
 */
export async function holdRules(tx: Tx, teamId: string): Promise<void> {
  await tx.selectFrom("app.teams").select("id").where("id", "=", teamId).forShare().execute();
}

export async function findProfileById(db: Db, id: string): Promise<Profile | undefined> {
  return db.selectFrom("app.profiles").selectAll().where("id", "=", id).executeTakeFirst();
}

export type ProfileValues = Pick<
  Profile,
  "name" | "slug" | "time_zone" | "channel" | "brief" | "approval" | "before_posting" | "names_as"
>;

export async function insertProfile(
  tx: Tx,
  { channel, brief, approval, ...row }: ProfileValues & Pick<Profile, "id" | "team_id" | "created_by">,
): Promise<Profile> {
  return tx
    .insertInto("app.profiles")
    .values({
      ...row,
      channel: JSON.stringify(channel),
      brief: JSON.stringify(brief),
      approval: JSON.stringify(approval),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function updateProfile(
  tx: Tx,
  teamId: string,
  id: string,
  change: Updateable<AppTables["app.profiles"]>,
): Promise<Profile | undefined> {
  return tx
    .updateTable("app.profiles")
    .set({ ...change, updated_at: sql<Date>`now()` })
    .where("id", "=", id)
    .where("team_id", "=", teamId)
    .where("deleted_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}

/** Whoever last said what the rules of a profile are. */
export async function findRulesAuthor(db: Db, profileId: string): Promise<string | null> {
  const event = await db
    .selectFrom("app.audit_events")
    .select("actor_id")
    .where("profile_id", "=", profileId)
    .where("action", "in", ["profile.made", "profile.changed"])
    .where(sql<boolean>`detail ? 'approval'`)
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .executeTakeFirst();
  return event?.actor_id ?? null;
}

/** Where the newest window ended that a profile's update was posted for: the next one begins there. */
export async function findLastWindowEnd(db: Db, profileId: string): Promise<Date | null> {
  const row = await db
    .selectFrom("app.updates as update")
    .innerJoin("app.generations as generation", (join) =>
      join.onRef("generation.update_id", "=", "update.id").onRef("generation.generation", "=", "update.generation"),
    )
    .select(sql<Date | null>`max((generation.timeframe ->> 'until')::timestamptz)`.as("until"))
    .where("update.profile_id", "=", profileId)
    .where("update.copied_from", "is", null)
    .where("update.state", "in", ["posted", "correcting"])
    .executeTakeFirst();
  return row?.until ?? null;
}
