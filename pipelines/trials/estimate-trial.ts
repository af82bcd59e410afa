import { listCallsAfter } from "../../db/pipelines/recording.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import type { Estimate } from "../../webhooks/contract/runs.ts";
import type { AskedTrial } from "../../webhooks/contract/trials.ts";
import type { Deps } from "../deps.ts";
import { estimateRun } from "../readiness/estimate.ts";
import { changedRun, type Changed, requireRunnable } from "./changed.ts";
import { usageOf } from "./figures.ts";
import { requireRecorded } from "./require-recorded.ts";

/** What a trial would take before it is begun; null: nothing, for no model is asked. @throws {Problem} as `startTrial` */
export async function estimateTrial(
  deps: Deps,
  id: string,
  { kind, change }: Pick<AskedTrial, "kind" | "change">,
): Promise<Estimate | null> {
  const source = await requireRecorded(deps, id);
  const changed = await changedRun(deps, source, change);
  if (kind === "exact") return null;
  requireRunnable(deps, changed);
  return likelyCost(deps, source, changed);
}

/** A model asked again most likely takes what it took: its calls and tokens are known. The price is today's. */
export async function likelyCost(
  deps: Deps,
  source: Run,
  { spec, parameters }: Pick<Changed, "spec" | "parameters">,
): Promise<Estimate | null> {
  const pulls = source.metrics?.preflight_merged_pr_count;
  const reckoned = await estimateRun(deps, spec.limits, parameters, pulls);
  const took = usageOf(await listCallsAfter(deps.db, source.id, 0)).workload;
  if (!reckoned || took.model_calls === 0) return reckoned;
  const { input_tokens, output_tokens } = took;
  const usage = { input_tokens, output_tokens, cached_tokens: 0, estimated: true };
  const likely = deps.prices.priceOf(usage, parameters.llm_model, deps.clock());
  const over = (of: Estimate["model_calls"], known: number) => ({ likely: known, most: Math.max(of.most, known) });
  return {
    ...reckoned,
    model_calls: over(reckoned.model_calls, took.model_calls),
    input_tokens: over(reckoned.input_tokens, input_tokens),
    output_tokens: over(reckoned.output_tokens, output_tokens),
    cost_usd: likely && reckoned.cost_usd && over(reckoned.cost_usd, likely.cost_usd),
  };
}
