import type { EvidencePreview } from "../../webhooks/contract/evidence.ts";
import type { BudgetAnswer, Estimate, ModelsAnswer } from "../../webhooks/contract/runs.ts";
import { NOTHING_SPENT, RULES_ONLY, TIMEFRAME } from "./app.ts";

/** What the pipelines answer where models are set up. */
const rules = RULES_ONLY.models;
const price = (input: number, output: number) => ({ input, output, source: "genai-prices" });

export const REAL: ModelsAnswer = {
  default: "gpt-5-mini",
  server: "https://llm.test/v1",
  models: [
    ...rules,
    { id: "qwen3:8b", kind: "model", stand_in: false, price: null },
    { id: "gpt-5-mini", kind: "model", stand_in: false, price: price(0.25, 2) },
  ],
};

export const DEMO: ModelsAnswer = {
  default: "demo-writer",
  server: "http://127.0.0.1:4100/v1",
  models: [{ id: "demo-writer", kind: "model", stand_in: true, price: price(0, 0) }, ...rules],
};

export const ESTIMATE: Estimate = {
  model_calls: { likely: 3, most: 9 },
  input_tokens: { likely: 10_300, most: 60_000 },
  output_tokens: { likely: 1_400, most: 20_000 },
  cost_usd: { likely: 0.0184, most: 0.1021 },
  priced_by: "genai-prices",
  refused: null,
};

/** What was spent in this month, and today. */
export function spent(
  month: Partial<BudgetAnswer["month"]>,
  day: Partial<BudgetAnswer["day"]> = {},
  stopped: BudgetAnswer["stopped"] = null,
): BudgetAnswer {
  const { month: noMonth, day: noDay, ...rest } = NOTHING_SPENT;
  return { ...rest, month: { ...noMonth, ...month }, day: { ...noDay, ...day }, stopped };
}

export const STOPPED = { reason: "The bill is too high.", by: "Tobi Okafor", at: "2026-11-20T09:05:00.000Z" };

/** So many merged pull requests of one week. */
export function evidenceOf(count: number): EvidencePreview {
  return {
    timeframe: TIMEFRAME,
    pull_requests: Array.from({ length: count }, (_, index) => ({
      ref: `acme/harbor#${index + 1}`,
      repo: "acme/harbor",
      number: index + 1,
      title: `Change ${index + 1}`,
      body: "",
      url: "https://github.com/acme/harbor/pull/1",
      co_authors: [],
      base_branch: "main",
      labels: [],
      author: { login: "mira", kind: "human" as const },
      merge_sha: null,
      merged_at: "2026-11-12T09:00:00Z",
    })),
    coverage: { pages: 1, seen: count, in_window: count, excluded: 0 },
    evidence_digest: "d",
    read_at: "2026-11-16T09:00:00Z",
    notes: [],
  };
}
