import { findPersonById, findPersonNow } from "../../db/app/people.ts";
import type { Db } from "../../db/app/tables.ts";
import { mayDo } from "./policy.ts";

/** Why nothing can be asked for in somebody's name any more, as a sentence; null: it can. Reads them as they are now. */
export async function whyGone(db: Db, id: string): Promise<string | null> {
  const person = await findPersonNow(db, id);
  if (!person) return `${(await findPersonById(db, id))?.name ?? "Its owner"} is nobody of this team any more.`;
  if (person.deactivated_at) return `${person.name}’s account is switched off.`;
  if (mayDo({ ...person, surface: "job" }, "compose").ok) return null;
  return `${person.name} is ${person.role} now, and may not ask for updates.`;
}
