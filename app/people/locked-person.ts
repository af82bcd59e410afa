import { lockPerson, lockTeam } from "../../db/app/people.ts";
import type { Person, Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";

/** Until the transaction ends. @throws {Problem} `not_found` */
export async function lockedPerson(tx: Tx, { team_id }: Actor, id: string): Promise<Person> {
  await lockTeam(tx);
  const person = /^[0-9a-f-]{36}$/.test(id) ? await lockPerson(tx, team_id, id) : undefined;
  if (!person) throw new Problem("not_found", "There is no such person here.", "Choose one from the list.");
  return person;
}
