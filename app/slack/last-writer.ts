import { findPersonById } from "../../db/app/people.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import type { SlackDeps } from "./deps.ts";

/** Whose words the newest are, saved or not. */
export async function lastWriter({ db }: SlackDeps, update: Update): Promise<string> {
  const newest = await findRevision(db, update.id, update.revision);
  const by = update.working_copy === null ? newest?.written_by : update.working_copy_by;
  return (by ? (await findPersonById(db, by))?.name : "Pulse") ?? "Somebody";
}
