import { findGeneration } from "../../db/app/generations.ts";
import type { Update, UpdateState } from "../../db/app/tables.ts";
import { changeUpdate, findUpdate } from "../../db/app/updates.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit } from "./change-state.ts";
import { requireUnread } from "./require-unread.ts";
import { requireMayTo } from "./require-may.ts";

/** Deleted ones of these, brought back, could be posted without another question. */
const MAY_GO_OUT: ReadonlySet<UpdateState> = new Set(["in_review", "post_failed", "changes_requested"]);

/** Brings back what was deleted. @throws {Problem} `conflict` when it could go out again and a later update has read its time since. */
export async function restoreUpdate(deps: Deps, actor: Actor, id: string): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await findUpdate(tx, actor.team_id, id);
    if (!update) throw new Problem("not_found", "There is no such update.", "Choose one from the list of updates.");
    if (!update.deleted_at) return update;
    await requireMayTo(tx, deps, actor, "delete", update);
    const read = (await findGeneration(tx, id, update.generation))?.timeframe;
    if (read && MAY_GO_OUT.has(update.state)) await requireUnread(tx, update, read);
    await audit(tx, actor, update, "update.restored");
    return changeUpdate(tx, id, { deleted_at: null });
  });
}
