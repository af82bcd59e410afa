import { requireFitting } from "../../webhooks/contract/text-limit.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { getLocked, requireState } from "./change-state.ts";
import { keepText } from "./keep-text.ts";
import { requireMayTo } from "./require-may.ts";
import { EDITABLE } from "./revise.ts";
import { requireNewest, type Edited } from "./require-newest.ts";

/**
 * Keeps what is being typed. No revision, no digest, no audit event: it is not a text yet that anyone decided on.
 *
 * @throws {Problem} `conflict` outside `EDITABLE`, `invalid` for a text that is longer than fits; {StaleText} when someone saved in the meantime.
 */
export async function saveWorkingCopy(
  deps: Deps,
  actor: Actor,
  id: string,
  edited: Edited,
): Promise<{ saved_at: Date }> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, EDITABLE);
    await requireMayTo(tx, deps, actor, "edit", update);
    requireFitting(edited.markdown);
    await requireNewest(tx, actor, update, edited);
    const kept = await keepText(tx, deps, actor, update, edited.markdown, null);
    return { saved_at: kept.working_copy_at ?? deps.clock() };
  });
}
