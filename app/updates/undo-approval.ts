import type { Update, UpdateState } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { takeBack } from "./take-back.ts";

const GONE_OUT: readonly UpdateState[] = ["posting", "posted", "correcting"];

/**
 * Takes an approval back before anything left Pulse. Whoever comes as it goes out either undoes it or hears that it went: the row decides.
 *
 * @throws {Problem} `conflict` when it went out, or is not approved any more.
 */
export async function undoApproval(deps: Deps, actor: Actor, id: string): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "edit", update);
    if (GONE_OUT.includes(update.state)) {
      const message = `It went out to #${update.channel.name}: too late to undo.`;
      throw new Problem("conflict", message, "Correct it there, or retract it.");
    }
    await requireState(tx, actor, update, ["approved"]);
    return takeBack(tx, deps, actor, update, "it was undone before it went out");
  });
}
