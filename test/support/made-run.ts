import type { RunAnswer } from "../../webhooks/contract/runs.ts";
import { runAnswer } from "../../webhooks/contract/runs.ts";

export const LONG_AGO = new Date(Date.now() - 3_600_000).toISOString();

type Made = { state?: RunAnswer["state"]; created_at?: string; report_back?: RunAnswer["report_back"]["state"] };

/** A run as the pipelines list it. */
export function madeRun({ state = "completed", created_at = LONG_AGO, report_back = "none" }: Made): RunAnswer {
  const counts = { pages: 0, seen: 0, in_window: null, items: null };
  return runAnswer.parse({
    id: "01a223da-7510-7000-a2a8-1d1cf2867e37",
    request_id: "01a223da-7510-7000-a2a8-1d1cf2867e38",
    state,
    template: { name: "what-shipped", version: 1 },
    contract_hash: "c",
    parameters: { sources: [{ repo: "acme/harbor", base_branch: "main" }] },
    timeframe: null,
    progress: { step: null, call: null, counts },
    problem: null,
    metrics: null,
    artifact_uri: null,
    attempt: 1,
    created_at,
    started_at: null,
    finished_at: null,
    deadline_at: created_at,
    report_back: { state: report_back, attempts: 1, last_status: null, last_error: null, next_attempt_at: null },
  });
}
