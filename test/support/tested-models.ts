import type { FoundModel, ModelTestAnswer } from "../../webhooks/contract/model-tests.ts";

type Result = NonNullable<ModelTestAnswer["result"]>;

function called(label: string, more: Partial<Result["calls"][number]> = {}): Result["calls"][number] {
  const usual = { kind: "model" as const, name: "gpt-5-mini", outcome: "done", tokens: 700, duration_ms: 1_400 };
  return { ...usual, label, retries: [], ...more };
}

const WROTE: Result = {
  writes: true,
  sentence: "Writes well: tools, schema, opening.",
  more: ["Finding out how to ask took 2 calls more. Updates are spared what is remembered."],
  model_calls: 4,
  tokens: 2_100,
  cost_usd: 0.0012,
  duration_ms: 6_040,
  served_by: "gpt-5-mini-2025-08-07",
  problem: null,
  text: "# Orders by name\n\n- Search finds orders by the customer's name (#101)\n",
  findings: [],
  calls: [
    called("reading for Search, API and 1 more", { outcome: "called_tools" }),
    called("read_pull_request example/orders#102", { kind: "tool", name: "read_pull_request" }),
    called("writing Search, API and 1 more", { retries: ["gpt-5-mini wants max_completion_tokens, not max_tokens."] }),
  ],
};

/** A test as the pipelines show it when it was just begun. */
export const MODEL_TESTED: ModelTestAnswer = {
  id: "01a223da-7510-7000-a2a8-1d1cf2867e37",
  server: "https://llm.test/v1",
  model: "gpt-5-mini",
  state: "waiting",
  progress: { call: null, model_calls: 0, tokens: 0 },
  created_at: "2026-11-20T09:00:00.000Z",
  finished_at: null,
  result: null,
};

/** The same when it is over. */
export function testDone(more: Partial<Result> = {}): ModelTestAnswer {
  return { ...MODEL_TESTED, state: "done", finished_at: "2026-11-20T09:00:06.000Z", result: { ...WROTE, ...more } };
}

/** A model that is set up, of which nothing is known. */
export function knownModel(model: string, more: Partial<FoundModel> = {}): FoundModel {
  return {
    server: "https://llm.test/v1",
    model,
    is_set_up: true,
    facts: [],
    differs: [],
    found_at: null,
    known_until: null,
    by_run: null,
    by_test: false,
    test: null,
    test_estimate: {
      model_calls: { likely: 4, most: 10 },
      input_tokens: { likely: 6_440, most: 16_100 },
      output_tokens: { likely: 455, most: 40_000 },
      cost_usd: { likely: 0.0025, most: 0.084 },
      priced_by: "genai-prices",
      refused: null,
    },
    ...more,
  };
}

/** Something was found, by a test where nothing else is said. */
export const FOUND: Partial<FoundModel> = {
  facts: ["Looks things up", "Keeps to a schema"],
  found_at: "2026-11-20T09:00:00.000Z",
  known_until: "2026-11-27T09:00:00.000Z",
  by_test: true,
};
