import { newId } from "../../webhooks/contract/ids.ts";
import type { AccessToken } from "./access-token-tables.ts";
import { countsNow, type SignedIn } from "./people.ts";
import type { Db, Tx } from "./tables.ts";

export async function insertAccessToken(
  tx: Tx,
  row: Pick<AccessToken, "team_id" | "person_id" | "name" | "token_sha256" | "made_at" | "expires_at">,
): Promise<AccessToken> {
  return tx
    .insertInto("app.access_tokens")
    .values({ id: newId(), ...row })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Somebody's that were not revoked, the newest first; those whose time is over among them. */
export async function listAccessTokens(db: Db, personId: string): Promise<AccessToken[]> {
  return db
    .selectFrom("app.access_tokens")
    .selectAll()
    .where("person_id", "=", personId)
    .where("revoked_at", "is", null)
    .orderBy("id", "desc")
    .execute();
}

type TokenBearer = { token_id: string; last_used_at: Date | null; person: SignedIn };

/** Whose it is; undefined: nobody's, or it serves no more. */
export async function findTokenBearer(db: Db, tokenSha256: string, now: Date): Promise<TokenBearer | undefined> {
  const row = await db
    .selectFrom("app.access_tokens as token")
    .innerJoin("app.people as person", "person.id", "token.person_id")
    .innerJoin("app.teams as team", "team.id", "person.team_id")
    .selectAll("person")
    .select(["team.name as team_name", "token.id as token_id", "token.last_used_at"])
    .where("token.token_sha256", "=", tokenSha256)
    .where("token.revoked_at", "is", null)
    .where("token.expires_at", ">", now)
    .where("person.deactivated_at", "is", null)
    .where(countsNow("person.made_up"))
    .executeTakeFirst();
  if (!row) return undefined;
  const { token_id, last_used_at, ...person } = row;
  return { token_id, last_used_at, person };
}

export async function noteTokenUse(db: Db, id: string, at: Date): Promise<void> {
  await db.updateTable("app.access_tokens").set({ last_used_at: at }).where("id", "=", id).execute();
}

/** @returns undefined when it is nobody's of theirs, or was revoked before. */
export async function markTokenRevoked(
  tx: Tx,
  { id, person_id }: Pick<AccessToken, "id" | "person_id">,
  at: Date,
): Promise<AccessToken | undefined> {
  return tx
    .updateTable("app.access_tokens")
    .set({ revoked_at: at })
    .where("id", "=", id)
    .where("person_id", "=", person_id)
    .where("revoked_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}

/** All that somebody has. */
export async function endAccessTokens(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx
    .updateTable("app.access_tokens")
    .set({ revoked_at: at })
    .where("person_id", "=", personId)
    .where("revoked_at", "is", null)
    .execute();
}

export async function findAccessToken(db: Db, id: string): Promise<AccessToken | undefined> {
  return db.selectFrom("app.access_tokens").selectAll().where("id", "=", id).executeTakeFirst();
}
