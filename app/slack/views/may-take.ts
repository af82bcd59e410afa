import { findPersonNow } from "../../../db/app/people.ts";
import type { Actor } from "../../deps.ts";
import type { SlackDeps } from "../deps.ts";
import { offerTo } from "../offers.ts";

/** Whether this person may take over what is offered. */
export async function mayTake({ db }: SlackDeps, { id }: Actor): Promise<boolean> {
  const person = id && (await findPersonNow(db, id));
  return person ? offerTo(person)("take_offer") : false;
}
