import { changePerson } from "../../db/app/people.ts";
import { roles, type Person } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { notePerson } from "./note-person.ts";
import { personToChange } from "./person-to-change.ts";
import { permitted } from "./require-may.ts";
import { requireOtherAdmin } from "./require-other-admin.ts";

/** @throws {Problem} `forbidden`, `not_found`, `invalid` for a role that is none, `conflict` for the last admin. */
export async function changeRole(deps: Deps, actor: Actor, id: string, { role }: { role: string }): Promise<Person> {
  return permitted(deps.db, async (tx) => {
    const person = await personToChange(tx, actor, id);
    const wanted = roles.find((one) => one === role);
    if (!wanted) throw new Problem("invalid", "There is no such role.", `Choose one of ${roles.join(", ")}.`);
    if (wanted === person.role) return person;
    if (wanted !== "admin") await requireOtherAdmin(tx, person);
    const changed = await changePerson(tx, id, { role: wanted });
    await notePerson(tx, actor, "person.role_changed", person, { from: person.role, to: wanted });
    return changed;
  });
}
