import { findPersonById } from "../../db/app/people.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import { CHECKS } from "./writer-name.ts";

/** Whose words the newest are, saved or not, and since when. `id`: null for Pulse. */
type LastWriter = { id: string | null; name: string; at: Date | null };

export async function lastWriter(db: Db, update: Update): Promise<LastWriter> {
  const newest = await findRevision(db, update.id, update.revision);
  const id = (update.working_copy === null ? newest?.written_by : update.working_copy_by) ?? null;
  const isChecks = update.working_copy === null && newest?.taken_from;
  const name = isChecks ? CHECKS : id === null ? "Pulse" : ((await findPersonById(db, id))?.name ?? "Somebody");
  return { id, name, at: update.working_copy_at ?? newest?.created_at ?? null };
}
