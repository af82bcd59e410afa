import { voidApproval } from "../../db/app/decisions.ts";
import { insertRevision } from "../../db/app/revisions.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audit } from "./change-state.ts";
import { revise } from "./revise.ts";
import { textOf } from "./text.ts";

/** `check`: whose offer it is. `action` and `detail`: what is written down of it. */
type ByChecks = { markdown: string; check: string; note: string; action: string; detail?: Record<string, unknown> };

/**
 * The locked update with this text as its newest revision, which is the check's: nobody becomes an author of it. What somebody was typing
 * becomes a revision of theirs before.
 */
export async function reviseByChecks(
  tx: Tx,
  deps: Deps,
  actor: Actor,
  locked: Update,
  { markdown, check, note, action, detail }: ByChecks,
): Promise<Update> {
  const { working_copy, revision } = locked;
  const typed = { markdown: working_copy ?? "", base_revision: revision };
  const update = working_copy === null ? locked : (await revise(tx, deps, actor, locked, typed)).update;
  const text = textOf(markdown);
  const number = update.revision + 1;
  const by = { written_by: null, taken_from: check, run_id: null, note };
  await insertRevision(tx, { ...text, ...by, update_id: update.id, number });
  if (update.state !== "posted") await voidApproval(tx, update.id, "the text was edited", deps.clock());
  await audit(tx, actor, update, action, { ...detail, check, revision: number, digest: text.digest });
  return changeUpdate(tx, update.id, { revision: number });
}
