import { findPolicy } from "../../db/app/policies.ts";
import type { PolicyRow } from "../../db/app/policy-tables.ts";
import type { Db } from "../../db/app/tables.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";

/** What holds for a profile; number 0: nothing of its own, so the template's alone. */
export type HeldPolicy = Pick<PolicyRow, "number"> & { policy: PolicyParts };

export async function policyOf(db: Db, profileId: string): Promise<HeldPolicy> {
  const row = await findPolicy(db, profileId);
  return row ? { number: row.number, policy: row.policy } : { number: 0, policy: {} };
}
