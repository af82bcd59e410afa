import { findPolicyAt } from "../../db/app/policies.ts";
import type { Db } from "../../db/app/tables.ts";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

/**
 * A policy that a profile had; number 0 is none of its own.
 *
 * @throws {Problem} `not_found`
 */
export async function policyAt(db: Db, profileId: string, number: number): Promise<PolicyParts> {
  if (number === 0) return {};
  const row = await findPolicyAt(db, profileId, number);
  if (!row) throw new Problem("not_found", `This profile has no policy ${number}.`, "Choose one of its history.");
  return row.policy;
}
