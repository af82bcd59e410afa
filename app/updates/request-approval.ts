import type { Update } from "../../db/app/tables.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { reviewClock } from "./review-clock.ts";
import { revise } from "./revise.ts";
import type { Edited } from "./require-newest.ts";
import { whomToAsk } from "./whom-to-ask.ts";

/**
 * Saves the text and puts it first among the approvals, with the name of who asked. Its time to be approved begins anew.
 *
 * @param edited `asked`: whom, by id; absent: everybody who may approve it. The others still may.
 * @throws {Problem} as `save`; `invalid` for somebody who may not approve it.
 */
export async function requestApproval(
  deps: Deps,
  actor: Actor,
  id: string,
  edited: Edited & { asked?: readonly string[] | undefined },
): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, ["in_review"]);
    await requireMayTo(tx, deps, actor, "request_approval", update);
    const { update: revised } = await revise(tx, deps, actor, update, edited);
    const now = deps.clock();
    const whom = await whomToAsk(tx, now, revised, actor.id, edited.asked);
    await audit(tx, actor, update, "approval.requested", { revision: revised.revision, asked: whom });
    const asked = {
      review_requested_by: actor.id,
      review_requested_at: now,
      review_asked: JSON.stringify(whom),
    };
    return changeUpdate(tx, id, { ...asked, ...(await reviewClock(tx, update, now)) });
  });
}
