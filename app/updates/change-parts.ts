import { changePart, type DeliveryWithParts } from "../../db/app/deliveries.ts";
import type { PartState, Tx } from "../../db/app/tables.ts";

export async function changeParts(
  tx: Tx,
  { parts }: DeliveryWithParts,
  from: PartState[],
  state: PartState,
): Promise<void> {
  for (const part of parts) await changePart(tx, part, from, { state, problem: null });
}
