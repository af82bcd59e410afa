import type { Update, UpdateState } from "../../db/app/tables.ts";
import { markDeleted } from "../../db/app/updates.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { STATES } from "../words.ts";

/** What never reached Slack and is not on its way there. */
export const DELETABLE: readonly UpdateState[] = [
  "in_review",
  "nothing_to_report",
  "failed",
  "timed_out",
  "cancelled",
  "changes_requested",
  "rejected",
  "expired",
  "post_failed",
];

/** Takes a draft off the lists; it can be brought back. @throws {Problem} `conflict` for what is in Slack or under way. */
export async function deleteUpdate(deps: Deps, actor: Actor, id: string): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "delete", update);
    const deleted = await markDeleted(tx, id, DELETABLE, deps.clock());
    if (!deleted) {
      throw new Problem("conflict", `This update is ${STATES[update.state].told}.`, "Stop it or retract it instead.");
    }
    await audit(tx, actor, update, "update.deleted");
    return deleted;
  });
}
