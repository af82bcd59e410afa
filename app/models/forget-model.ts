import type { FoundModelsAnswer } from "../../webhooks/contract/model-tests.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "models.forget",
  asked: "models.forget_asked",
  done: "models.forgotten",
  failed: "models.forget_failed",
} as const;

/**
 * Forgets what calls have found of a model and its server: the next run finds out anew how to ask, which may cost a call or two.
 *
 * @throws {Problem} `not_found` where nothing is remembered, `unavailable` when the pipelines do not answer.
 */
export async function forgetModel(
  deps: Deps,
  actor: Actor,
  { server, model }: { server: string; model: string },
): Promise<FoundModelsAnswer> {
  return audited(deps, actor, ACTIONS, { server, model }, (by) => deps.pipelines.forgetModel(model, { server, by }));
}
