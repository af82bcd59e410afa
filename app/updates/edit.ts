import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { takeBack } from "./take-back.ts";

/**
 * Back to the editor: the approval ends with it.
 *
 * @throws {Problem} `conflict` when a part is in Slack already: the rest has to follow, or be corrected afterwards.
 */
export async function edit(deps: Deps, actor: Actor, id: string): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, ["approved", "post_failed"]);
    await requireMayTo(tx, deps, actor, "edit", update);
    return takeBack(tx, deps, actor, update, "the text was taken back for an edit");
  });
}
