import { voidApproval } from "../../db/app/decisions.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { approvedDelivery } from "./approved-delivery.ts";
import { changeParts } from "./change-parts.ts";
import { changeState } from "./change-state.ts";
import { reviewClock } from "./review-clock.ts";

/** Ends the approval of a locked update, in the caller's transaction. @throws {Problem} `conflict` when a part is in Slack already. */
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
