import type { Config } from "../config.ts";

/** The models that may be chosen here. */
export type ModelSettings = {
  /** The address that they are asked at, without a slash at its end. */
  server: string;
  /** The default first. */
  ids: string[];
  /** Whether the server is our own demo model. */
  standIn: boolean;
  /** What all of them have room for, question and answer together, in tokens; absent: their server is asked. */
  window?: number;
};

/** Null: no cap. US dollars; input and output tokens together. */
export type Cap = { usd: number | null; tokens: number | null };
export type Caps = { run: Cap; day: Cap; month: Cap };

/** Every other server may do without a key. */
const NEEDS_A_KEY = "api.openai.com";

/** What OpenAI is asked for when nobody said. */
const USUAL_MODEL = "gpt-5-mini";

/** Null: none is set up, the rules write. */
export function modelSettings(config: Config): ModelSettings | null {
  const { OPENAI_BASE_URL: server, LLM_MODELS } = config;
  if (whatModelsMiss(config)) return null;
  const ids =
    LLM_MODELS.length > 0 ? [...new Set(LLM_MODELS)] : isOpenai(config) && config.OPENAI_API_KEY ? [USUAL_MODEL] : [];
  const { LLM_CONTEXT_TOKENS: window } = config;
  return ids.length > 0 ? { server, ids, standIn: config.LLM_STAND_IN === "true", ...(window && { window }) } : null;
}

/** What keeps models that were begun to be set up from being asked, in a sentence; null: nothing. */
export function whatModelsMiss(config: Config): string | null {
  const { OPENAI_API_KEY: key, LLM_MODELS: models } = config;
  if (isOpenai(config)) {
    if (models.length === 0 || key) return null;
    return "LLM_MODELS names models of OpenAI, but OPENAI_API_KEY is missing. Set it, or OPENAI_BASE_URL for another server.";
  }
  if (models.length > 0) return null;
  return "OPENAI_BASE_URL names a server, but LLM_MODELS none of its models. Put their ids there, the default first.";
}

function isOpenai({ OPENAI_BASE_URL }: Config): boolean {
  return new URL(OPENAI_BASE_URL).hostname === NEEDS_A_KEY;
}

export function capsOf(config: Config): Caps {
  const { BUDGET_RUN_USD, BUDGET_RUN_TOKENS, BUDGET_DAY_USD, BUDGET_DAY_TOKENS } = config;
  return {
    run: { usd: BUDGET_RUN_USD ?? null, tokens: BUDGET_RUN_TOKENS ?? null },
    day: { usd: BUDGET_DAY_USD ?? null, tokens: BUDGET_DAY_TOKENS ?? null },
    month: { usd: config.BUDGET_MONTH_USD ?? null, tokens: config.BUDGET_MONTH_TOKENS ?? null },
  };
}
