import type { Estimate } from "../../webhooks/contract/runs.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { parameters, type Parameters } from "../../webhooks/contract/parameters.ts";
import type { Deps } from "../deps.ts";
import { estimateRun } from "../readiness/estimate.ts";
import { BUILT_IN } from "../templates/built-in.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import type { Spec } from "../templates/specification.ts";
import { MADE_UP_BRANCH, MADE_UP_REPO, MADE_UP_WEEK, madeUpPulls } from "./made-up-pulls.ts";

/** Rounds of reading: two show what a model does with what it looked up. */
const ROUNDS = 2;

export function testParameters(llm_model: string): Parameters {
  const sources = [{ repo: MADE_UP_REPO, base_branch: MADE_UP_BRANCH }];
  return parameters.parse({ sources, date_range: MADE_UP_WEEK, llm_model, max_iterations: ROUNDS });
}

/** A version as updates are written by it, with less room. */
export function testedWith(spec: Spec): Spec {
  const { calls: model_calls, tokens } = LIMITS.model_test;
  return { ...spec, limits: { ...spec.limits, model_calls, tokens } };
}

/** What a test would take, before it is begun. */
export async function estimateTest(deps: Deps, model: string): Promise<Estimate | null> {
  const { limits } = testedWith((await resolveTemplate(deps.db, BUILT_IN)).spec);
  return estimateRun(deps, limits, testParameters(model), madeUpPulls.length);
}
