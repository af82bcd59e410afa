import { changePerson } from "../../db/app/people.ts";
import type { Person } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { notePerson } from "./note-person.ts";
import { personToChange } from "./person-to-change.ts";
import { permitted } from "./require-may.ts";

/** @throws {Problem} `forbidden`, `not_found`. */
export async function reactivate(deps: Deps, actor: Actor, id: string): Promise<Person> {
  return permitted(deps.db, async (tx) => {
    const person = await personToChange(tx, actor, id);
    if (!person.deactivated_at) return person;
    const changed = await changePerson(tx, id, { deactivated_at: null });
    await notePerson(tx, actor, "person.reactivated", person);
    return changed;
  });
}
