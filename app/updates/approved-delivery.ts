import { findApproval } from "../../db/app/decisions.ts";
import { listDeliveries, type DeliveryWithParts } from "../../db/app/deliveries.ts";
import type { Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

/** What the approval in force sends. @throws {Problem} `conflict` when nothing is approved. */
export async function approvedDelivery(tx: Tx, id: string): Promise<DeliveryWithParts> {
  const approval = await findApproval(tx, id);
  const delivery = (await listDeliveries(tx, id)).find(({ decision_id }) => decision_id === approval?.id);
  if (!delivery) throw new Problem("conflict", "Nothing is approved here.", "Reload to see what happened.");
  return delivery;
}
