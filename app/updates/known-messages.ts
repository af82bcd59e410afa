import { listPostedMessages } from "../../db/app/deliveries.ts";
import type { DeliveryPart, Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

/** @throws {Problem} `conflict` when a message was only seen by a person: then we do not know which one it is. */
export async function knownMessages(tx: Tx, id: string): Promise<DeliveryPart[]> {
  const messages = await listPostedMessages(tx, id);
  if (messages.length > 0 && messages.every(({ ts }) => ts !== null)) return messages;
  throw new Problem("conflict", "Pulse does not know which message it is in Slack.", "Change it by hand there.");
}
