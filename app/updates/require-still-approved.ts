import type { Tx, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { whyNotApproved } from "./why-not-approved.ts";
import { approvedDelivery } from "./approved-delivery.ts";

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
