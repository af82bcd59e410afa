import { findPersonNow } from "../../db/app/people.ts";
import type { Actor, Deps } from "../deps.ts";
import { offerTo, type Offer } from "./offers.ts";

/** To whoever acts, as the database knows them now. */
export async function offerToActor({ db }: Pick<Deps, "db">, { id }: Actor): Promise<Offer> {
  const person = id ? await findPersonNow(db, id) : undefined;
  return person ? offerTo(person) : () => false;
}
