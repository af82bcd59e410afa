import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { permitted } from "../people/require-may.ts";
import { approvedDelivery } from "./approved-delivery.ts";
import { changeParts } from "./change-parts.ts";
import { requireReaders } from "./require-readers.ts";
import { requireStillApproved } from "./require-still-approved.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";

/** Posts what was approved once more, after its refusal was mended: the parts that did not get there. */
export async function retryPost(deps: Deps, actor: Actor, id: string): Promise<Update> {
  await requireReaders(deps, actor, id);
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "post_retry", locked);
    await requireState(tx, actor, locked, ["post_failed"]);
    await requireStillApproved(tx, deps, locked);
    const update = await changeState(tx, actor, id, {
      from: ["post_failed"],
      to: "posting",
      action: "update.post_retried",
      change: { problem: null },
    });
    const delivery = await approvedDelivery(tx, id);
    await changeParts(tx, delivery, ["failed"], "ready");
    await deps.jobs.send(tx, DELIVER, { delivery_id: delivery.id });
    return update;
  });
}
