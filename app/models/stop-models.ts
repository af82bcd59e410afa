import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { BudgetAnswer } from "../../webhooks/contract/runs.ts";
import type { Actor, Deps } from "../deps.ts";
import { reasonOf } from "../updates/reason.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "models.stop",
  asked: "models.stop_asked",
  done: "models.stopped",
  failed: "models.stop_failed",
} as const;

/**
 * The kill switch: from now on no run asks a model, and the rules write. Calls that are being made come to their end.
 *
 * When the pipelines do not answer, nothing is stopped as far as anybody knows: the Problem says so, the attempt stays in the
 * audit trail, and the same call can be made again, as often as it takes.
 *
 * @throws {Problem} `invalid` without a reason, `unavailable` when the pipelines do not answer.
 */
export async function stopModels(deps: Deps, actor: Actor, { reason }: { reason: string }): Promise<BudgetAnswer> {
  const why = reasonOf(reason, "Say in a few words why: whoever composes reads it.", LIMITS.stop_reason_chars);
  return audited(deps, actor, ACTIONS, { reason: why }, (by) => deps.pipelines.stopModels({ reason: why, by }));
}
