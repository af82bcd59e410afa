import { markTokenRevoked } from "../../db/app/access-tokens.ts";
import { isId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { notePerson } from "./note-person.ts";
import { ownPerson } from "./own-person.ts";
import { permitted } from "./require-may.ts";

/**
 * Ends a token of one's own: the next request with it is refused.
 *
 * @throws {Problem} `not_found` for what is none of theirs, or was revoked before; `forbidden`.
 */
export async function revokeAccessToken(
  { db, clock }: Pick<Deps, "db" | "clock">,
  actor: Actor,
  id: string,
): Promise<void> {
  await permitted(db, async (tx) => {
    const person = await ownPerson(tx, actor);
    const token = isId(id) && (await markTokenRevoked(tx, { id, person_id: person.id }, clock()));
    if (!token) throw new Problem("not_found", "You have no such token.", "Look at those that you have.");
    await notePerson(tx, actor, "access_token.revoked", person, { called: token.name });
  });
}
