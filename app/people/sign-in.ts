import { randomBytes } from "node:crypto";
import {
  deleteExpiredSessions,
  deleteSession,
  findPerson,
  findSession,
  insertSession,
  type SignedIn,
} from "../../db/app/people.ts";
import type { Person } from "../../db/app/tables.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";

export type Session = { token: string; expiresAt: Date };

const SESSION_MS = 14 * 24 * 3600 * 1000;

/** Development only: whoever says so is that person. @throws {Problem} `forbidden` outside development, `not_found`. */
export async function signIn({ db, clock, settings }: Deps, handle: string): Promise<Session> {
  if (!settings.development)
    throw new Problem("forbidden", "This sign-in is for development only.", "Sign in with your account.");
  const person = await findPerson(db, handle);
  if (!person) throw new Problem("not_found", "There is nobody of that name.", "Pick one of the people shown.");
  if (person.deactivated_at) {
    throw new Problem(
      "forbidden",
      "This account is switched off.",
      "Pick another one, or switch it on in the settings.",
    );
  }
  return startSession({ db, clock }, person);
}

/** For somebody who has shown who they are. */
export async function startSession(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { id }: Pick<Person, "id">,
): Promise<Session> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(clock().getTime() + SESSION_MS);
  await insertSession(db, sha256(token), id, expiresAt);
  return { token, expiresAt };
}

export async function personOf({ db, clock }: Deps, token: string): Promise<SignedIn | undefined> {
  return findSession(db, sha256(token), clock());
}

export async function signOut({ db }: Deps, token: string): Promise<void> {
  await deleteSession(db, sha256(token));
}

/** A job's: a session that was never ended by hand would stay for ever. */
export async function sweepSessions({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> {
  await deleteExpiredSessions(db, clock());
}

export function webActor({ id, team_id, name }: SignedIn): Actor {
  return { id, team_id, name, surface: "web" };
}
