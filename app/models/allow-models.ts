import type { BudgetAnswer } from "../../webhooks/contract/runs.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "models.stop",
  asked: "models.allow_asked",
  done: "models.allowed",
  failed: "models.allow_failed",
} as const;

/**
 * Ends the stop: runs ask their model again, as far as the budget goes. Where nothing is stopped, nothing changes.
 *
 * When the pipelines do not answer, models stay stopped: the Problem says so, and the same call can be made again.
 *
 * @throws {Problem} `unavailable` when the pipelines do not answer.
 */
export async function allowModels(deps: Deps, actor: Actor): Promise<BudgetAnswer> {
  return audited(deps, actor, ACTIONS, {}, (by) => deps.pipelines.allowModels(by));
}
