import { endAccessTokens } from "../../db/app/access-tokens.ts";
import { changePerson, endSessions } from "../../db/app/people.ts";
import type { Person } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { notePerson } from "./note-person.ts";
import { personToChange } from "./person-to-change.ts";
import { permitted } from "./require-may.ts";
import { requireOtherAdmin } from "./require-other-admin.ts";

/**
 * Switches an account off: every session and token ends, and nothing can be done with it in Slack. What they wrote and decided stays.
 *
 * @throws {Problem} `forbidden`, `not_found`, `conflict` for oneself and for the last admin.
 */
export async function deactivate(deps: Deps, actor: Actor, id: string): Promise<Person> {
  return permitted(deps.db, async (tx) => {
    const person = await personToChange(tx, actor, id);
    if (person.deactivated_at) return person;
    if (id === actor.id) throw new Problem("conflict", "This is your own account.", "Ask another admin.");
    await requireOtherAdmin(tx, person);
    await endSessions(tx, id);
    await endAccessTokens(tx, id, deps.clock());
    const changed = await changePerson(tx, id, { deactivated_at: deps.clock() });
    await notePerson(tx, actor, "person.deactivated", person);
    return changed;
  });
}
