import { findCapabilities } from "../../db/pipelines/capabilities.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem, type ProblemShape } from "../../webhooks/contract/problem.ts";
import type { ModelTestAnswer } from "../../webhooks/contract/runs.ts";
import { chatForRun, type ChatDeps } from "./chat-for-run.ts";
import type { ChatAnswer, ChatRequest } from "./chat.ts";
import { foundWords } from "./found-words.ts";
import type { ModelSettings } from "./settings.ts";

/** With all retries: somebody sits before a page and waits. */
const LIMIT_MS = LIMITS.model_test_s * 1_000;
/** One word, and what a model thinks before it. */
const MOST_OUTPUT_TOKENS = 256;

/**
 * Asks a model for one word, as part of the budget of the day and the month. `tools` and `format` are what runs have found.
 *
 * @throws {Problem} `not_found` when it is none of those that may be chosen.
 */
export async function testModel(
  deps: ChatDeps & { settings: { models: ModelSettings | null } },
  id: string,
  limitMs = LIMIT_MS,
): Promise<ModelTestAnswer> {
  const { models } = deps.settings;
  if (!models?.ids.includes(id)) {
    throw new Problem("not_found", "There is no such model to ask.", "Choose one that GET /api/v1/models names.");
  }
  const began = deps.clock();
  const answer = await askedFor(deps, requestOf(id), limitMs);
  const duration_ms = deps.clock().getTime() - began.getTime();
  const problem = answer ? testProblem(answer, id) : late(id, limitMs);
  const known = await findCapabilities(deps.db, { server: models.server, model: id }, deps.clock());
  return {
    ok: problem === null,
    served_by: answer?.served_by ?? id,
    tools: known.tools,
    format: known.format,
    found: foundWords(known),
    duration_ms,
    cost_usd: answer?.cost_usd ?? null,
    problem,
  };
}

function requestOf(model: string): ChatRequest {
  return {
    model,
    messages: [{ role: "user", content: "Answer with one word: ready" }],
    tools: [],
    format: { kind: "text" },
    max_output_tokens: MOST_OUTPUT_TOKENS,
  };
}

/** Null: the time was up. */
async function askedFor(deps: ChatDeps, request: ChatRequest, limitMs: number): Promise<ChatAnswer | null> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return await chatForRun(deps, null)(request, limit);
  } catch (error) {
    if (!limit.aborted) throw error;
    return null;
  }
}

/** An answer that was cut is one: whoever thinks at length is there. */
function testProblem({ outcome, problem }: ChatAnswer, id: string): ProblemShape | null {
  if (problem && outcome !== "cut") return { code: problem.code, message: problem.message, remedy: problem.remedy };
  if (outcome === "refused") return { code: "upstream", message: `${id} declined to answer.`, remedy: OTHER_MODEL };
  if (outcome === "empty") return { code: "upstream", message: `${id} answered with nothing.`, remedy: OTHER_MODEL };
  return null;
}

const OTHER_MODEL = "Test again, or choose another model in LLM_MODELS.";

function late(id: string, limitMs: number): ProblemShape {
  const message = `${id} did not answer within ${limitMs / 1_000} seconds.`;
  return { code: "timed_out", message, remedy: "Test again in a moment, or choose a faster model in LLM_MODELS." };
}
