import type { BudgetAnswer } from "../../webhooks/contract/runs.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "models.clear",
  asked: "models.clear_asked",
  done: "models.cleared",
  failed: "models.clear_failed",
} as const;

/**
 * Takes this month's calls that never came back out of what was spent: somebody looked at the provider's bill, and it has none of
 * them. A call that comes back after that counts with what it did cost.
 *
 * @throws {Problem} `unavailable` when the pipelines do not answer: then nothing is cleared, as far as anybody knows.
 */
export async function clearLostCalls(deps: Deps, actor: Actor): Promise<BudgetAnswer> {
  return audited(deps, actor, ACTIONS, {}, (by) => deps.pipelines.clearLostCalls(by));
}
