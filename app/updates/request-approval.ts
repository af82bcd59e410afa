import type { Update } from "../../db/app/tables.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import type { Actor, Deps } from "../deps.ts";
import { audit, getLocked, requireState } from "./change-state.ts";
import { revise, type Edited } from "./save.ts";

/** Saves the text and puts it first among the approvals, with the name of who asked. */
export async function requestApproval(deps: Deps, actor: Actor, id: string, edited: Edited): Promise<Update> {
  return inTransaction(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    requireState(update, ["in_review"]);
    const { update: revised } = await revise(tx, deps, actor, update, edited);
    await audit(tx, actor, update, "approval.requested", { revision: revised.revision });
    return changeUpdate(tx, id, { review_requested_by: actor.id, review_requested_at: deps.clock() });
  });
}
