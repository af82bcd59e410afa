import { findRevision } from "../../db/app/revisions.ts";
import type { Db, Update } from "../../db/app/tables.ts";

/** What an update says now, saved or not. */
export async function textNow(db: Db, { id, revision, working_copy }: Update): Promise<string> {
  return working_copy ?? (await findRevision(db, id, revision))?.markdown ?? "";
}
