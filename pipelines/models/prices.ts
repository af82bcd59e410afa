import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { calcPrice, findProvider, type ModelPrice } from "@pydantic/genai-prices";
import { z } from "zod";
import type { Usage } from "./chat.ts";

/** US dollars per million tokens. */
type PricePerMillion = { input: number; output: number };
type Priced = { cost_usd: number; priced_by: string };

export type Prices = {
  /** What a call cost at that time; null: not known, which is not the same as nothing. */
  priceOf: (usage: Usage, model: string, at: Date) => Priced | null;
  pricePerMillion: (model: string, at: Date) => (PricePerMillion & { source: string }) | null;
};

type PriceSettings = {
  /** As genai-prices names it; null: none that it knows, so only overrides count. */
  provider: string | null;
  /** By model; wins over the table. */
  overrides: Record<string, PricePerMillion>;
};

/** Prices of the day from a table that comes with its package: nothing is asked over the network. */
export function modelPrices({ provider, overrides }: PriceSettings): Prices {
  const override = (model: string) => (Object.hasOwn(overrides, model) ? overrides[model] : undefined);
  return {
    priceOf(usage, model, at) {
      const own = override(model);
      if (!own) return fromTable(usage, model, provider, at);
      const cost_usd = (usage.input_tokens * own.input + usage.output_tokens * own.output) / MILLION;
      return { cost_usd, priced_by: `LLM_PRICES, ${model}` };
    },
    pricePerMillion(model, at) {
      const own = override(model);
      if (own) return { ...own, source: `LLM_PRICES, ${model}` };
      const found = lookUp({ input_tokens: 0, output_tokens: 0 }, model, provider, at);
      const [input, output] = [base(found?.model_price, "input_mtok"), base(found?.model_price, "output_mtok")];
      return found && input !== null && output !== null ? { input, output, source: sourceOf(found) } : null;
    },
  };
}

/** The provider whose API answers at this address, as genai-prices names it; null: unknown, like a server of one's own. */
export function providerAt(server: string): string | null {
  return findProvider({ providerApiUrl: server })?.id ?? null;
}

const MILLION = 1_000_000;

function fromTable(usage: Usage, model: string, provider: string | null, at: Date): Priced | null {
  const { input_tokens, cached_tokens, output_tokens } = usage;
  // Cached tokens are a part of the input; more of them than input is an error there.
  const cache_read_tokens = Math.min(cached_tokens, input_tokens);
  const found = lookUp({ input_tokens, cache_read_tokens, output_tokens }, model, provider, at);
  return found && { cost_usd: found.total_price, priced_by: sourceOf(found) };
}

/** Always with a provider: without one a model of one's own gets the price of somebody else's that has the same name. */
function lookUp(usage: Record<string, number>, model: string, providerId: string | null, timestamp: Date) {
  return providerId === null ? null : calcPrice(usage, model, { providerId, timestamp });
}

function sourceOf({ provider, model }: { provider: { id: string }; model: { id: string } }): string {
  return `genai-prices ${VERSION}, ${provider.id}/${model.id}`;
}

/** The price before any tier. */
function base(prices: ModelPrice | undefined, key: string): number | null {
  const price = prices?.[key];
  return typeof price === "number" ? price : (price?.base ?? null);
}

const VERSION = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(packageFolder("@pydantic/genai-prices"), "package.json"), "utf8"))).version;

/** Its package.json is not among its exports, its main file in dist/ is. */
function packageFolder(name: string): string {
  return dirname(dirname(createRequire(import.meta.url).resolve(name)));
}
