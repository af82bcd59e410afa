import { findApproval } from "../../db/app/decisions.ts";
import { listDeliveries } from "../../db/app/deliveries.ts";
import { putForward } from "../../db/app/delivery-times.ts";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked, requireState } from "../updates/change-state.ts";
import { requireMayTo } from "../updates/require-may.ts";

/**
 * What is approved and waits for its slot goes out now. The decision stays as it was: it is of the text, not of the hour. Its evidence
 * is read again all the same.
 *
 * @throws {Problem} `conflict` unless it is approved and waits; `forbidden` for whoever could not have approved it.
 */
export async function postNow(deps: Deps, actor: Actor, id: string): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, ["approved"]);
    // The deadline was for the approval.
    await requireMayTo(tx, deps, actor, "approve", { ...update, review_due_at: null });
    const approval = await findApproval(tx, id);
    const delivery = (await listDeliveries(tx, id)).find(({ decision_id }) => decision_id === approval?.id);
    if (!delivery || !(await putForward(tx, delivery.id, deps.clock()))) {
      throw new Problem("conflict", "It does not wait for a time.", "Reload to see where it is.");
    }
    await deps.jobs.send(tx, DELIVER, { delivery_id: delivery.id });
    await audit(tx, actor, update, "update.put_forward", { planned: delivery.post_at });
    return update;
  });
}
