import { lockPerson, lockTeam } from "../../db/app/people.ts";
import type { Person, Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";
import { requireMay } from "./require-may.ts";

/** Locked until the transaction ends. @throws {Problem} `forbidden`, `not_found`. */
export async function personToChange(tx: Tx, actor: Actor, id: string): Promise<Person> {
  await requireMay(tx, actor, "people.change");
  return found(tx, actor, id);
}

/** The one who asks, whatever their role; locked as well. @throws {Problem} `forbidden`, `not_found`. */
export async function ownPerson(tx: Tx, actor: Actor): Promise<Person> {
  await requireMay(tx, actor, "read");
  return found(tx, actor, actor.id ?? "");
}

async function found(tx: Tx, { team_id }: Actor, id: string): Promise<Person> {
  await lockTeam(tx);
  const person = /^[0-9a-f-]{36}$/.test(id) ? await lockPerson(tx, team_id, id) : undefined;
  if (!person) throw new Problem("not_found", "There is nobody like that.", "Pick one of the list.");
  return person;
}
