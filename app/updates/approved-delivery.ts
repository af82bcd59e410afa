import { findApproval } from "../../db/app/decisions.ts";
import { changePart, listDeliveries, type DeliveryWithParts } from "../../db/app/deliveries.ts";
import type { PartState, Tx, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { writingRefusals } from "../people/require-may.ts";
import { requireAudience } from "./audience.ts";
import { getUpdate } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { whyNotApproved } from "./still-approved.ts";

/** What the approval in force sends. @throws {Problem} `conflict` when nothing is approved. */
export async function approvedDelivery(tx: Tx, id: string): Promise<DeliveryWithParts> {
  const approval = await findApproval(tx, id);
  const delivery = (await listDeliveries(tx, id)).find(({ decision_id }) => decision_id === approval?.id);
  if (!delivery) throw new Problem("conflict", "Nothing is approved here.", "Reload to see what happened.");
  return delivery;
}

export async function changeParts(
  tx: Tx,
  { parts }: DeliveryWithParts,
  from: PartState[],
  state: PartState,
): Promise<void> {
  for (const part of parts) await changePart(tx, part, from, { state, problem: null });
}

/** Outside of any transaction: Slack is asked. @throws {Problem} for whoever may not post again, and as `requireAudience`. */
export async function requireReaders(deps: Deps, actor: Actor, id: string): Promise<void> {
  const update = await getUpdate(deps.db, actor, id);
  await writingRefusals(deps.db, () => requireMayTo(deps.db, deps, actor, "post_retry", update));
  await requireAudience(deps, update);
}

/**
 * What begins anew goes out by the rules of today. Of what stands in Slack already the rest has to follow.
 *
 * @throws {Problem} `conflict`
 */
export async function requireStillApproved(tx: Tx, deps: Deps, update: Update): Promise<void> {
  const { parts } = await approvedDelivery(tx, update.id);
  if (parts.some(({ state }) => state === "posted")) return;
  const why = await whyNotApproved(tx, deps, update);
  if (why) throw new Problem("conflict", `It cannot be posted: ${why}.`, "Take it back, and have it approved again.");
}
