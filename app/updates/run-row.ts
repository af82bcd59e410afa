import type { GenerationRow } from "../../db/app/run-history.ts";
import type { RunRow } from "../../webhooks/contract/run-history.ts";
import type { Deps } from "../deps.ts";

/** A run as programs are told of it. */
export function runRowOf({ settings }: Pick<Deps, "settings">, row: GenerationRow): RunRow {
  const { update_id, generation, template, metrics, parameters } = row;
  return {
    id: row.run_id,
    update_id,
    generation,
    url: `${settings.publicUrl}/updates/${update_id}/run?generation=${generation}`,
    title: row.title,
    profile: row.profile,
    state: row.run_state,
    update_state: row.update_state,
    template: template && `${template.name}@${template.version}`,
    asked_template: row.template_ref,
    model: parameters.llm_model,
    policy: row.policy,
    window: row.timeframe,
    merged: metrics?.preflight_merged_pr_count ?? null,
    model_calls: metrics?.model_calls ?? null,
    cost_usd: metrics?.cost_usd ?? null,
    seconds: metrics && metrics.duration_ms / 1_000,
    asked_by: row.asked_by_name,
    created_at: row.created_at.toISOString(),
  };
}
