import { listTeam } from "../../db/app/people.ts";
import type { Db, Person, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { whoCould } from "../people/policy.ts";
import { subjectOf } from "./require-may.ts";

/**
 * Those of a choice who may approve this update.
 *
 * @param asked Absent: nobody was chosen, and everybody who may is asked.
 * @returns their ids; none where that is everybody.
 * @throws {Problem} `invalid` where nobody is left to be asked, or somebody who may not approve it.
 */
export async function whomToAsk(
  db: Db,
  now: Date,
  update: Update,
  by: string | null,
  asked: readonly string[] | undefined,
): Promise<string[]> {
  if (asked === undefined) return [];
  if (asked.length === 0) throw refused("Nobody is chosen.", "Choose at least one person to ask.");
  const able = whoCould(await listTeam(db, update.team_id), "approve", await subjectOf(db, update, now));
  const askable = askableBy(able, by);
  const chosen = askable.filter(({ id }) => asked.includes(id));
  if (chosen.length < new Set(asked).size) {
    throw refused("Somebody you chose may not approve it.", "Look who may now, and choose again.");
  }
  return chosen.length === askable.length ? [] : chosen.map(({ id }) => id);
}

/** Nobody asks themselves. */
export const askableBy = <P extends Pick<Person, "id">>(able: readonly P[], by: string | null): P[] =>
  able.filter(({ id }) => id !== by);

function refused(message: string, fix: string): Problem {
  return new Problem("invalid", message, fix, { details: [{ path: "asked", code: "whom", message, fix }] });
}
