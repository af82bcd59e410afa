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

/** A person looked: the message is in Slack ("seen"), or it is not and shall be sent again. */
export async function settleCheck(
  deps: Deps,
  actor: Actor,
  id: string,
  { answer }: { answer: "seen" | "send_again" },
): Promise<Update> {
  if (answer === "send_again") await requireReaders(deps, actor, id);
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, ["needs_check"]);
    await requireMayTo(tx, deps, actor, "post_retry", locked);
    if (answer === "send_again") await requireStillApproved(tx, deps, locked);
    const delivery = await approvedDelivery(tx, id);
    const rest = delivery.parts.filter(({ state }) => state === "ready").length;
    const settled = answer === "seen" && rest === 0;
    const update = await changeState(tx, actor, id, {
      from: ["needs_check"],
      to: settled ? "posted" : "posting",
      action: "update.checked",
      detail: { answer },
      change: { problem: null, ...(settled && { posted_at: deps.clock() }) },
    });
    await changeParts(tx, delivery, ["unknown"], answer === "seen" ? "posted" : "ready");
    if (!settled) await deps.jobs.send(tx, DELIVER, { delivery_id: delivery.id });
    return update;
  });
}
