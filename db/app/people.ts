import { sql } from "kysely";
import { newId } from "../../webhooks/contract/ids.ts";
import { inTransaction } from "../connect.ts";
import type { Db, Person } from "./tables.ts";

export type NewPerson = Pick<Person, "handle" | "name" | "email" | "slack_user_id">;

/** Makes the one team and its people where they are not there yet. Every instance may call it, all of them at once. */
export async function ensureTeam(db: Db, name: string, people: readonly NewPerson[]): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`lock table app.teams in share row exclusive mode`.execute(tx);
    const existing = await tx.selectFrom("app.teams").select("id").executeTakeFirst();
    const team_id = existing?.id ?? newId();
    if (!existing) await tx.insertInto("app.teams").values({ id: team_id, name }).execute();
    for (const person of people) {
      await tx
        .insertInto("app.people")
        .values({ id: newId(), team_id, ...person })
        .onConflict((conflict) => conflict.columns(["team_id", "handle"]).doNothing())
        .execute();
    }
  });
}

export async function listPeople(db: Db): Promise<Person[]> {
  return db.selectFrom("app.people").selectAll().orderBy("created_at").orderBy("id").execute();
}

export async function findPerson(db: Db, handle: string): Promise<Person | undefined> {
  return db.selectFrom("app.people").selectAll().where("handle", "=", handle).executeTakeFirst();
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

export async function findPersonById(db: Db, id: string): Promise<Person | undefined> {
  return db.selectFrom("app.people").selectAll().where("id", "=", id).executeTakeFirst();
}
