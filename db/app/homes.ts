import { sql } from "kysely";
import { countsNow } from "./people.ts";
import type { Db, Person, Update, UpdateState } from "./tables.ts";

/** Whoever opens their Home tab sees it anew at once, and from then on whenever something changes. */
export async function rememberHome(db: Db, personId: string): Promise<void> {
  const now = sql<Date>`clock_timestamp()`;
  await db
    .insertInto("app.homes")
    .values({ person_id: personId, opened_at: now, due_at: now })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet({ opened_at: now, due_at: now, digest: null }))
    .execute();
}

export type HomeOfPerson = Pick<Person, "id" | "team_id" | "name" | "role"> & {
  slack_user_id: string;
  digest: string | null;
};

/**
 * Takes Homes that are due; another instance leaves them alone until `againS` is over. Whoever has not looked for two weeks is left out.
 *
 * @param only This person's and nobody else's, if it is due.
 */
export async function takeHomes(db: Db, againS: number, limit: number, only?: string): Promise<HomeOfPerson[]> {
  const due = db
    .selectFrom("app.homes as home")
    .innerJoin("app.people as person", "person.id", "home.person_id")
    .select("home.person_id")
    .where("home.due_at", "<=", sql<Date>`clock_timestamp()`)
    .where("home.opened_at", ">", sql<Date>`clock_timestamp() - interval '14 days'`)
    .where("person.slack_user_id", "is not", null)
    .where("person.deactivated_at", "is", null)
    .where(countsNow("person.made_up"))
    .$if(only !== undefined, (query) => query.where("home.person_id", "=", only ?? ""))
    .orderBy("home.due_at")
    .limit(limit)
    .forUpdate("home")
    .skipLocked();
  const { rows } = await sql<HomeOfPerson>`
    update app.homes as home set due_at = clock_timestamp() + make_interval(secs => ${againS})
    from app.people as person
    where person.id = home.person_id and home.person_id in (${due})
    returning person.id, person.team_id, person.name, person.role, person.slack_user_id, home.digest`.execute(db);
  return rows;
}

export async function keepHome(db: Db, personId: string, digest: string): Promise<void> {
  await db.updateTable("app.homes").set({ digest }).where("person_id", "=", personId).execute();
}

/**
 * Something changed: every Home is looked at again, at most every `restS`.
 *
 * @param againS As `takeHomes` was given it.
 */
export async function askForHomes(db: Db, againS: number, restS: number): Promise<void> {
  const rest = sql<Date>`clock_timestamp() + make_interval(secs => ${restS})`;
  const early = sql<Date>`greatest(clock_timestamp(), due_at - make_interval(secs => ${againS - restS}))`;
  // Locked in one order, so that two who ask at once wait for each other and do not deadlock.
  const later = db
    .selectFrom("app.homes")
    .select("person_id")
    .where("due_at", ">", rest)
    .orderBy("person_id")
    .forUpdate();
  await db.updateTable("app.homes").set({ due_at: early }).where("person_id", "in", later).execute();
}

/** Slack takes nothing for so long: these are looked at right afterwards, and no others before. */
export async function postponeHomes(db: Db, seconds: number, personIds: readonly string[]): Promise<void> {
  const then = sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
  await db
    .updateTable("app.homes")
    .set({ due_at: then })
    .where((eb) => eb.or([eb("due_at", "<", then), eb("person_id", "in", [...personIds])]))
    .execute();
}

export type NamedUpdate = Update & { creator_name: string };

const WAITING: readonly UpdateState[] = ["in_review", "post_failed", "needs_check"];

/** What waits for somebody: what was asked for first, then what got stuck, then other drafts. */
export async function listWaiting(db: Db, teamId: string, limit: number): Promise<NamedUpdate[]> {
  return named(db, teamId)
    .where("update.state", "in", WAITING)
    .orderBy(sql`update.review_requested_at is null`)
    .orderBy(sql`update.state = 'in_review'`)
    .orderBy("update.changed_at", "desc")
    .limit(limit)
    .execute();
}

const UNDER_WAY: readonly UpdateState[] = [
  "generating",
  "in_review",
  "changes_requested",
  "approved",
  "posting",
  "post_failed",
  "needs_check",
  "correcting",
  "failed",
  "timed_out",
  "expired",
];

/** What this person asked for and what is not over yet; of what came to nothing only the last week's. */
export async function listMine(db: Db, teamId: string, personId: string, limit: number): Promise<NamedUpdate[]> {
  return named(db, teamId)
    .where("update.created_by", "=", personId)
    .where("update.state", "in", UNDER_WAY)
    .where((eb) =>
      eb.or([
        eb("update.state", "not in", ["failed", "timed_out", "expired"]),
        eb("update.changed_at", ">", sql<Date>`now() - interval '7 days'`),
      ]),
    )
    .orderBy("update.created_at", "desc")
    .orderBy("update.id", "desc")
    .limit(limit)
    .execute();
}

/** What was posted last, with where its first message stands. */
export async function listPosted(
  db: Db,
  teamId: string,
  limit: number,
): Promise<(NamedUpdate & { permalink: string | null })[]> {
  return named(db, teamId)
    .select(
      sql<string | null>`(select part.permalink from app.deliveries delivery
        join app.delivery_parts part on part.delivery_id = delivery.id and part.part = 1
        where delivery.update_id = update.id and delivery.kind = 'post' and part.permalink is not null
        order by delivery.created_at desc limit 1)`.as("permalink"),
    )
    .where("update.state", "in", ["posted", "correcting"])
    .orderBy("update.posted_at", "desc")
    .limit(limit)
    .execute();
}

/** The newest of one profile, whatever became of it. */
export async function findNewestOf(db: Db, teamId: string, profileId: string): Promise<NamedUpdate | undefined> {
  return named(db, teamId)
    .where("update.profile_id", "=", profileId)
    .orderBy("update.created_at", "desc")
    .orderBy("update.id", "desc")
    .executeTakeFirst();
}

function named(db: Db, teamId: string) {
  return db
    .selectFrom("app.updates as update")
    .innerJoin("app.people as creator", "creator.id", "update.created_by")
    .selectAll("update")
    .select("creator.name as creator_name")
    .where("update.team_id", "=", teamId)
    .where("update.deleted_at", "is", null);
}

type Clocked = { profile_id: string; slug: string; name: string };

/** Profiles that have a schedule, paused or not. */
export async function listClocked(db: Db, teamId: string): Promise<Clocked[]> {
  return db
    .selectFrom("app.schedules as schedule")
    .innerJoin("app.profiles as profile", "profile.id", "schedule.profile_id")
    .select(["schedule.profile_id", "profile.slug", "profile.name"])
    .where("schedule.team_id", "=", teamId)
    .where("schedule.deleted_at", "is", null)
    .where("profile.deleted_at", "is", null)
    .orderBy("profile.name")
    .execute();
}
