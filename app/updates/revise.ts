import { voidApproval } from "../../db/app/decisions.ts";
import { findRevision, insertRevision } from "../../db/app/revisions.ts";
import type { Tx, Update, UpdateState } from "../../db/app/tables.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import type { Actor, Deps } from "../deps.ts";
import { audit } from "./change-state.ts";
import { keepStep } from "./keep-step.ts";
import { textOf, type Text } from "./text.ts";
import { requireNewest, type Edited } from "./require-newest.ts";

/** Where people may write: a draft, and a posted text that is about to be corrected. */
export const EDITABLE: readonly UpdateState[] = ["in_review", "posted"];

/** The locked update with this text as its newest revision. Any edit ends an approval: it was of another text. */
export async function revise(
  tx: Tx,
  { clock }: Deps,
  actor: Actor,
  update: Update,
  edited: Edited,
): Promise<{ update: Update; text: Text }> {
  const text = textOf(edited.markdown);
  await requireNewest(tx, actor, update, edited);
  const newest = await findRevision(tx, update.id, update.revision);
  const cleared = { working_copy: null, working_copy_by: null, working_copy_at: null };
  if (newest?.digest === text.digest) return { update: await changeUpdate(tx, update.id, cleared), text };
  const before = update.working_copy ?? newest?.markdown ?? "";
  await keepStep(tx, actor, update, { before, after: text.markdown, made: null, now: clock() });
  const number = update.revision + 1;
  // Whoever takes over what somebody else wrote has not written it.
  const written_by = update.working_copy === text.markdown ? update.working_copy_by : actor.id;
  await insertRevision(tx, { ...text, update_id: update.id, number, written_by, run_id: null, note: null });
  if (update.state !== "posted") await voidApproval(tx, update.id, "the text was edited", clock());
  await audit(tx, actor, update, "update.revised", { revision: number, digest: text.digest });
  return { update: await changeUpdate(tx, update.id, { ...cleared, revision: number }), text };
}
