import { sql, type Insertable, type Updateable } from "kysely";
import { newId } from "../../webhooks/contract/ids.ts";
import { inTransaction } from "../connect.ts";
import type { AppTables, Db, Person, Team, Tx } from "./tables.ts";

export type NewPerson = Pick<Person, "handle" | "name" | "email" | "slack_user_id"> & Partial<Pick<Person, "role">>;

const SWITCH = "pulse.made_up_people";
/** For the connections of a process that has the development sign-in: in its eyes made-up people are people. */
export const WITH_MADE_UP_PEOPLE: Readonly<Record<string, string>> = { [SWITCH]: "on" };

/**
 * Who counts as a person now: whoever is real, and whoever was made up while the development sign-in is there. Everything that asks who
 * is here, who may, or whom to tell, asks it of this; only what tells of the past (who wrote, who decided) takes names without it.
 *
 * @param made_up The column, as the query calls it.
 */
export function countsNow(made_up: string) {
  return sql<boolean>`(not ${sql.ref(made_up)} or coalesce(current_setting(${SWITCH}, true), '') = 'on')`;
}

/** Makes the one team, and made-up people, where they are not there yet. Every instance may call it, all of them at once. */
export async function ensureTeam(db: Db, name: string, people: readonly NewPerson[]): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`lock table app.teams in share row exclusive mode`.execute(tx);
    const existing = await tx.selectFrom("app.teams").select("id").executeTakeFirst();
    const team_id = existing?.id ?? newId();
    if (!existing) await tx.insertInto("app.teams").values({ id: team_id, name }).execute();
    for (const person of people) {
      await tx
        .insertInto("app.people")
        .values({ id: newId(), team_id, ...person, made_up: true })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

export async function findTeam(db: Db): Promise<Team> {
  return db.selectFrom("app.teams").selectAll().executeTakeFirstOrThrow();
}

export async function findTeamId(db: Db): Promise<string> {
  return (await findTeam(db)).id;
}

export async function hasTeam(db: Db): Promise<boolean> {
  const rows = await db.selectFrom("app.teams").select("id").limit(1).execute();
  return rows.length > 0;
}

export async function changeTeam(tx: Tx, id: string, change: Pick<Team, "slack_guests">): Promise<void> {
  await tx.updateTable("app.teams").set(change).where("id", "=", id).execute();
}

/** The team's people, those who were switched off last. */
export async function listTeam(db: Db, teamId: string): Promise<Person[]> {
  return db
    .selectFrom("app.people")
    .selectAll()
    .where("team_id", "=", teamId)
    .where(countsNow("made_up"))
    .orderBy(sql`deactivated_at is not null`)
    .orderBy("name")
    .orderBy("id")
    .execute();
}

/** A made-up person, for the sign-in that asks for no proof: nobody real is ever found by it. */
export async function findPerson(db: Db, handle: string): Promise<Person | undefined> {
  return db
    .selectFrom("app.people")
    .selectAll()
    .where("handle", "=", handle)
    .where("made_up", "=", true)
    .where(countsNow("made_up"))
    .executeTakeFirst();
}

export type SignedIn = Person & { team_name: string };

/** @param tokenSha256 The cookie's token is never stored, only its digest. */
export async function findSession(db: Db, tokenSha256: string, now: Date): Promise<SignedIn | undefined> {
  return db
    .selectFrom("app.sessions as session")
    .innerJoin("app.people as person", "person.id", "session.person_id")
    .innerJoin("app.teams as team", "team.id", "person.team_id")
    .selectAll("person")
    .select("team.name as team_name")
    .where("session.token_sha256", "=", tokenSha256)
    .where("session.expires_at", ">", now)
    .where("person.deactivated_at", "is", null)
    .where(countsNow("person.made_up"))
    .executeTakeFirst();
}

export async function insertSession(db: Db, tokenSha256: string, personId: string, expiresAt: Date): Promise<void> {
  await db
    .insertInto("app.sessions")
    .values({ token_sha256: tokenSha256, person_id: personId, expires_at: expiresAt })
    .execute();
}

export async function deleteSession(db: Db, tokenSha256: string): Promise<void> {
  await db.deleteFrom("app.sessions").where("token_sha256", "=", tokenSha256).execute();
}

/** Those that no cookie opens any more. */
export async function deleteExpiredSessions(db: Db, now: Date): Promise<void> {
  await db.deleteFrom("app.sessions").where("expires_at", "<=", now).execute();
}

/** Whoever it is or was: for names of the past. */
export async function findPersonById(db: Db, id: string): Promise<Person | undefined> {
  return db.selectFrom("app.people").selectAll().where("id", "=", id).executeTakeFirst();
}

/** The same, if they count as a person now. */
export async function findPersonNow(db: Db, id: string): Promise<Person | undefined> {
  return db.selectFrom("app.people").selectAll().where("id", "=", id).where(countsNow("made_up")).executeTakeFirst();
}

export type Identifiers = {
  openid: { issuer: string; subject: string } | null;
  slack_user_id: string | null;
  /** Verified. */
  email: string | null;
  /** Demo Slack says so: they are looked for among the made-up people, and others among the real ones. */
  made_up?: boolean;
};

/** Everybody whom one of these names: as a rule one person, or nobody. */
export async function findIdentified(db: Db, teamId: string, wanted: Identifiers): Promise<Person[]> {
  const { openid, slack_user_id, email, made_up = false } = wanted;
  return db
    .selectFrom("app.people")
    .selectAll()
    .where("team_id", "=", teamId)
    .where("made_up", "=", made_up)
    .where((eb) =>
      eb.or([
        eb.and([eb("openid_issuer", "=", openid?.issuer ?? null), eb("openid_subject", "=", openid?.subject ?? null)]),
        eb("slack_user_id", "=", slack_user_id),
        eb(sql<string>`lower(email)`, "=", email?.toLowerCase() ?? null),
      ]),
    )
    .orderBy("created_at")
    .execute();
}

/** The same, locked: what is decided about them is decided about them as they are. */
export async function lockPerson(tx: Tx, teamId: string, id: string): Promise<Person | undefined> {
  return tx
    .selectFrom("app.people")
    .selectAll()
    .where("id", "=", id)
    .where("team_id", "=", teamId)
    .where(countsNow("made_up"))
    .forUpdate()
    .executeTakeFirst();
}

/** Whoever changes roles, or arrives, does so alone: the last admin stays one, and nobody is made twice. */
export async function lockTeam(tx: Tx): Promise<string> {
  const team = await tx.selectFrom("app.teams").select("id").forNoKeyUpdate().executeTakeFirstOrThrow();
  return team.id;
}

export async function changePerson(tx: Tx, id: string, change: Updateable<AppTables["app.people"]>): Promise<Person> {
  return tx.updateTable("app.people").set(change).where("id", "=", id).returningAll().executeTakeFirstOrThrow();
}

export async function insertPerson(tx: Tx, row: Omit<Insertable<AppTables["app.people"]>, "id">): Promise<Person> {
  return tx
    .insertInto("app.people")
    .values({ id: newId(), ...row })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function endSessions(tx: Tx, personId: string): Promise<void> {
  await tx.deleteFrom("app.sessions").where("person_id", "=", personId).execute();
}

/** GitHub logins that wrote what the team's updates told of; no bots. */
export async function listAuthors(db: Db, teamId: string): Promise<string[]> {
  const { rows } = await sql<{ author: string }>`
    select distinct line ->> 'author' as author from app.updates, jsonb_array_elements(ledger) line
    where team_id = ${teamId} and line ->> 'author' not like '%[bot]' order by 1`.execute(db);
  return rows.map(({ author }) => author);
}
