import { OpenAI } from "openai";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Chat, ChatAnswer, ChatProblem, ChatRequest, Usage } from "./chat.ts";
import { limitedFetch } from "./openai/limited-fetch.ts";
import { modelProblem, windowProblem, type About } from "./openai/problem.ts";
import type { ShapeMemory } from "./openai/shape.ts";
import { tryOften, type Tried } from "./openai/try-often.ts";
import { textWithoutKey, withoutKey } from "./openai/without-key.ts";
import type { Prices } from "./prices.ts";
import { inputTokensOf } from "./tokens.ts";

export type ChatServer = {
  /** Up to and with `/v1`, mostly. */
  server: string;
  /** Null: the server needs none. */
  key: string | null;
  /** For one request, to the last byte of its answer. */
  callMs: number;
  /** Before the first retry, without jitter; each further one waits twice as long. */
  firstWaitMs?: number;
  /** How long an answer that has begun may come without a new word. */
  silentMs?: number;
};

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const FIRST_WAIT_MS = 500;
const SILENT_MS = 30_000;
/** The SDK insists on a key; servers that need none ignore this one. */
const NO_KEY = "none";

/** Models behind a server that speaks OpenAI's chat completions. What of it is understood: docs/github-and-model.md. */
export function openaiChat(
  { server, key, callMs, firstWaitMs = FIRST_WAIT_MS, silentMs = SILENT_MS }: ChatServer,
  { prices, clock, log, shapes }: { prices: Prices; clock: Clock; log: Log; shapes: ShapeMemory },
): Chat {
  const about: About = { server, keyed: key !== null, callMs, silentMs, maxBytes: MAX_ANSWER_BYTES };
  const ask = tryOften({ client: clientOf(server, key, callMs), about, clock, firstWaitMs, shapes });

  return async (request, signal, by, hear) => {
    const began = clock();
    const tried = await ask(request, signal, by, hear && ((soFar) => hear(() => textWithoutKey(soFar(), key))));
    const answer =
      "outcome" in tried.ended
        ? answered(tried.ended, tried, request, prices, began, about)
        : unanswered(tried, request, modelProblem(tried.ended, request, about, clock()), tried.ended.filtered);
    const took = { duration_ms: clock().getTime() - began.getTime(), retries: tried.retries.length };
    const line = { model: request.model, outcome: answer.outcome, kind: answer.problem?.kind, ...took };
    log[answer.problem ? "warn" : "debug"](line, "model asked");
    return withoutKey(answer, key);
  };
}

function answered(
  { full, ...read }: Exclude<Tried["ended"], { kind: string }>,
  { retries }: Tried,
  { model }: ChatRequest,
  prices: Prices,
  at: Date,
  about: About,
): ChatAnswer {
  // A deployment may have a name of its own: then the server says which model it is.
  const price = prices.priceOf(read.usage, model, at) ?? prices.priceOf(read.usage, read.served_by, at);
  const { cost_usd, priced_by } = price ?? { cost_usd: null, priced_by: null };
  return { ...read, retries, cost_usd, priced_by, problem: full === null ? null : windowProblem(full, about) };
}

/** @param filtered A filter before the model declined: that is an answer, too. */
function unanswered(tried: Tried, request: ChatRequest, problem: ChatProblem, filtered: boolean): ChatAnswer {
  const { retries, may_have_cost } = tried;
  const usage = may_have_cost ? { ...NOT_USED, input_tokens: inputTokensOf(request), estimated: true } : NOT_USED;
  const cost_usd = may_have_cost ? null : 0;
  const answer = { tool_calls: [], usage, served_by: request.model, retries, cost_usd, priced_by: null };
  if (filtered) return { ...answer, outcome: "refused", text: problem.message, problem: null };
  return { ...answer, outcome: "failed", text: "", problem };
}

const NOT_USED: Usage = { input_tokens: 0, cached_tokens: 0, output_tokens: 0, estimated: false };

/** All that the SDK would read from the environment, log or try again by itself is set. */
function clientOf(baseURL: string, key: string | null, callMs: number): OpenAI {
  return new OpenAI({
    baseURL,
    apiKey: key ?? NO_KEY,
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: "off" as const,
    fetch: limitedFetch(MAX_ANSWER_BYTES),
    // Our own limit comes first: it is told from the caller's stop.
    timeout: callMs * 2,
  });
}
