import type { Person, Tx } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";
import { requireMay } from "./require-may.ts";
import { lockedPerson } from "./locked-person.ts";

/** Locked until the transaction ends. @throws {Problem} `forbidden`, `not_found`. */
export async function personToChange(tx: Tx, actor: Actor, id: string): Promise<Person> {
  await requireMay(tx, actor, "people.change");
  return lockedPerson(tx, actor, id);
}
