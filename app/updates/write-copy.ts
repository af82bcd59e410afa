import { findRevision } from "../../db/app/revisions.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import type { Actor, Deps } from "../deps.ts";

/** What the locked update says now, as its working copy. One that says what its newest revision does is none. */
export async function writeCopy(
  tx: Tx,
  { clock }: Pick<Deps, "clock">,
  actor: Actor,
  update: Update,
  markdown: string,
): Promise<Update> {
  const saved = await findRevision(tx, update.id, update.revision);
  const same = saved?.markdown === markdown;
  return changeUpdate(tx, update.id, {
    working_copy: same ? null : markdown,
    working_copy_by: same ? null : (actor.id ?? update.working_copy_by),
    working_copy_at: same ? null : clock(),
  });
}
