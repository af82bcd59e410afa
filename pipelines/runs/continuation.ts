import { listCallsAfter, type ListedCall } from "../../db/pipelines/recording.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import type { ContinuationAnswer } from "../../webhooks/contract/continuation.ts";
import type { Deps } from "../deps.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import { estimateRun } from "../readiness/estimate.ts";

/** Reading once more than a run has read so far; how often it looks at a long list nobody knows before. */
const LIKELY_READS = 4;

/** What a run that ended has paid for, and what it would most likely still have to pay to come to its end. */
export async function reckonContinuation(deps: Deps, run: Run): Promise<ContinuationAnswer> {
  const calls = (await listCallsAfter(deps.db, run.id, 0)).filter(({ kind }) => kind === "model" || kind === "tool");
  const made = calls.filter(({ kind }) => kind === "model");
  const kept = { calls: calls.length, cost: costOf(made) };
  if (run.state === "completed" || run.state === "nothing_to_report") return answer(kept, 0, 0);
  const { spec } = await resolveTemplate(deps.db, `${run.template_name}@${run.template_version}`);
  const estimate = await estimateRun(deps, spec.limits, run.parameters, run.progress.counts.in_window ?? undefined);
  const reads = run.progress.counts.in_window === null ? Math.max(1, LIKELY_READS - (calls.length - made.length)) : 0;
  const likely = estimate?.model_calls.likely ?? 0;
  // One at least: it had not come to its end.
  const left = likely === 0 ? 0 : Math.max(1, likely - made.length);
  const cost = likely === 0 ? 0 : estimate?.cost_usd && (estimate.cost_usd.likely * left) / Math.max(likely, left);
  return answer(kept, reads + left, cost ?? null);
}

function answer(kept: { calls: number; cost: number | null }, left: number, cost: number | null): ContinuationAnswer {
  return {
    calls: { kept: kept.calls, likely: kept.calls + left },
    cost_usd: kept.cost === null || cost === null ? null : { kept: kept.cost, left: cost },
  };
}

function costOf(calls: readonly ListedCall[]): number | null {
  return calls.reduce<number | null>(
    (sum, { cost_usd }) => (sum === null || cost_usd === null ? null : sum + cost_usd),
    0,
  );
}
