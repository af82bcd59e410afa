import { expect, test } from "vitest";
import { modelPrices, providerAt } from "../../../pipelines/models/prices.ts";

const AUTUMN = new Date("2026-11-15T10:00:00Z");
const usage = (input_tokens: number, output_tokens: number, cached_tokens = 0) => ({
  input_tokens,
  output_tokens,
  cached_tokens,
  estimated: false,
});
const openai = modelPrices({ provider: "openai", overrides: {} });

test("a call costs what its tokens cost on that day, cached ones less, and says where the price is from", () => {
  expect(openai.priceOf(usage(1_000, 100), "gpt-5-mini", AUTUMN)).toEqual({
    cost_usd: expect.closeTo(0.00045, 9),
    priced_by: "genai-prices 0.1.8, openai/gpt-5-mini",
  });
  expect(openai.priceOf(usage(1_000, 100, 800), "gpt-5-mini", AUTUMN)?.cost_usd).toBeCloseTo(0.00027, 9);
  expect(openai.priceOf(usage(1_000, 100, 5_000), "gpt-5-mini", AUTUMN)?.cost_usd).toBeCloseTo(0.000225, 9);
});

test("a price that changed is the one of the day of the call", () => {
  const [before, now] = ["2025-05-01T00:00:00Z", "2026-11-15T00:00:00Z"].map(
    (day) => openai.priceOf(usage(1_000_000, 0), "o3", new Date(day))?.cost_usd,
  );
  expect([before, now]).toEqual([10, 2]);
});

test("what is not known is not known, never nothing", () => {
  const local = modelPrices({ provider: null, overrides: {} });
  expect(openai.priceOf(usage(1_000, 100), "qwen3:8b", AUTUMN)).toBeNull();
  expect(local.priceOf(usage(1_000, 100), "gpt-5-mini", AUTUMN)).toBeNull();
  // Without a provider the table would take a price of somebody else's model of the same name.
  expect(local.priceOf(usage(1_000, 100), "gpt-oss-20b", AUTUMN)).toBeNull();
  expect(modelPrices({ provider: "nobody", overrides: {} }).priceOf(usage(1, 1), "gpt-5-mini", AUTUMN)).toBeNull();
  expect(local.pricePerMillion("gpt-5-mini", AUTUMN)).toBeNull();
});

test("LLM_PRICES wins over the table, also with nothing", () => {
  const prices = modelPrices({
    provider: "openai",
    overrides: { "gpt-5-mini": { input: 1, output: 4 }, "qwen3:8b": { input: 0, output: 0 } },
  });
  expect(prices.priceOf(usage(1_000_000, 500_000, 900_000), "gpt-5-mini", AUTUMN)).toEqual({
    cost_usd: 3,
    priced_by: "LLM_PRICES, gpt-5-mini",
  });
  expect(prices.priceOf(usage(1_000, 100), "qwen3:8b", AUTUMN)?.cost_usd).toBe(0);
  expect(prices.priceOf(usage(1_000, 100), "toString", AUTUMN)).toBeNull();
  expect(prices.pricePerMillion("gpt-5-mini", AUTUMN)).toEqual({
    input: 1,
    output: 4,
    source: "LLM_PRICES, gpt-5-mini",
  });
});

test("a price is shown per million tokens, before any tier", () => {
  const source = "genai-prices 0.1.8, openai/gpt-5-mini";
  expect(openai.pricePerMillion("gpt-5-mini", AUTUMN)).toEqual({ input: 0.25, output: 2, source });
  const google = modelPrices({ provider: "google", overrides: {} });
  expect(google.pricePerMillion("gemini-2.5-pro", AUTUMN)).toMatchObject({ input: 1.25, output: 10 });
});

test.each([
  ["https://api.openai.com/v1", "openai"],
  ["https://ours.openai.azure.com/openai/v1", "azure"],
  ["https://openrouter.ai/api/v1", "openrouter"],
  ["http://localhost:11434/v1", null],
  ["https://models.example/api.openai.com/v1", null],
])("the provider at %s is %s", (server, provider) => {
  expect(providerAt(server)).toBe(provider);
});
