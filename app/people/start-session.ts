import { randomBytes } from "node:crypto";
import { insertSession } from "../../db/app/people.ts";
import type { Person } from "../../db/app/tables.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Deps } from "../deps.ts";

export type Session = { token: string; expiresAt: Date };

const SESSION_MS = 14 * 24 * 3600 * 1000;

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
