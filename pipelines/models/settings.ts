import type { Config } from "../config.ts";

/** The models that may be chosen here. */
export type ModelSettings = {
  /** The address that they are asked at, without a slash at its end. */
  server: string;
  /** The default first. */
  ids: string[];
  /** Whether the server is our own demo model. */
  standIn: boolean;
};

/** Null: no cap. US dollars; input and output tokens together. */
export type Cap = { usd: number | null; tokens: number | null };
export type Caps = { run: Cap; day: Cap; month: Cap };

/** Every other server may do without a key. */
const NEEDS_A_KEY = "api.openai.com";

/** Null: none is set up, the rules write. */
export function modelSettings(config: Config): ModelSettings | null {
  const { OPENAI_API_KEY, OPENAI_BASE_URL: server, LLM_MODELS } = config;
  if (LLM_MODELS.length === 0 || (!OPENAI_API_KEY && new URL(server).hostname === NEEDS_A_KEY)) return null;
  return { server, ids: [...new Set(LLM_MODELS)], standIn: config.LLM_STAND_IN === "true" };
}

export function capsOf(config: Config): Caps {
  const { BUDGET_RUN_USD, BUDGET_RUN_TOKENS, BUDGET_DAY_USD, BUDGET_DAY_TOKENS } = config;
  return {
    run: { usd: BUDGET_RUN_USD ?? null, tokens: BUDGET_RUN_TOKENS ?? null },
    day: { usd: BUDGET_DAY_USD ?? null, tokens: BUDGET_DAY_TOKENS ?? null },
    month: { usd: config.BUDGET_MONTH_USD ?? null, tokens: config.BUDGET_MONTH_TOKENS ?? null },
  };
}
