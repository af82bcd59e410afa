import type { Person, Tx } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";
import { requireMay } from "./require-may.ts";
import { lockedPerson } from "./locked-person.ts";

/** The one who asks, whatever their role; locked as well. @throws {Problem} `forbidden`, `not_found`. */
export async function ownPerson(tx: Tx, actor: Actor): Promise<Person> {
  await requireMay(tx, actor, "read");
  return lockedPerson(tx, actor, actor.id ?? "");
}
