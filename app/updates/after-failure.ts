import { findApproval, voidApproval } from "../../db/app/decisions.ts";
import { changePart, listDeliveries, type DeliveryWithParts } from "../../db/app/deliveries.ts";
import type { PartState, Tx, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { DELIVER } from "../job-names.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { reviewClock } from "./review-clock.ts";
import { whyNotApproved } from "./still-approved.ts";

/** Posts what was approved once more, after its refusal was mended: the parts that did not get there. */
export async function retryPost(deps: Deps, actor: Actor, id: string): Promise<Update> {
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

/** A person looked: the message is in Slack ("seen"), or it is not and shall be sent again. */
export async function settleCheck(
  deps: Deps,
  actor: Actor,
  id: string,
  { answer }: { answer: "seen" | "send_again" },
): Promise<Update> {
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

/**
 * What begins anew goes out by the rules of today. Of what stands in Slack already the rest has to follow.
 *
 * @throws {Problem} `conflict`
 */
async function requireStillApproved(tx: Tx, deps: Deps, update: Update): Promise<void> {
  const { parts } = await approvedDelivery(tx, update.id);
  if (parts.some(({ state }) => state === "posted")) return;
  const why = await whyNotApproved(tx, deps, update);
  if (why) throw new Problem("conflict", `It cannot be posted: ${why}.`, "Take it back, and have it approved again.");
}

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

/** Ends the approval of a locked update, in the caller's transaction. @throws {Problem} as `edit`. */
export async function takeBack(
  tx: Tx,
  { clock }: Pick<Deps, "clock">,
  actor: Actor,
  update: Update,
  because: string,
): Promise<Update> {
  const delivery = await approvedDelivery(tx, update.id);
  if (delivery.parts.some(({ state }) => state === "posted")) {
    throw new Problem("conflict", "A part of it is in Slack already.", "Post the rest first, then correct it.");
  }
  await changeParts(tx, delivery, ["ready", "failed"], "abandoned");
  await voidApproval(tx, update.id, because, clock());
  const change = { problem: null, ...(await reviewClock(tx, update, clock())) };
  return changeState(tx, actor, update.id, {
    from: ["approved", "post_failed"],
    to: "in_review",
    action: "update.reopened",
    change,
    detail: { because },
  });
}

async function approvedDelivery(tx: Tx, id: string): Promise<DeliveryWithParts> {
  const approval = await findApproval(tx, id);
  const delivery = (await listDeliveries(tx, id)).find(({ decision_id }) => decision_id === approval?.id);
  if (!delivery) throw new Problem("conflict", "Nothing is approved here.", "Reload to see what happened.");
  return delivery;
}

async function changeParts(tx: Tx, { parts }: DeliveryWithParts, from: PartState[], state: PartState): Promise<void> {
  for (const part of parts) await changePart(tx, part, from, { state, problem: null });
}
