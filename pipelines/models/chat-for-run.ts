import { reserve, settle, type BudgetDeps } from "./budget.ts";
import { settleUnknown } from "./budget/lost-calls.ts";
import type { Chat, ChatAnswer, ChatProblem, RunChat } from "./chat.ts";
import { inputTokensOf } from "./tokens.ts";

/** What asking a model within its budget takes of the process. Null: no model is set up here. */
type ChatDeps = BudgetDeps & { chat: Chat | null };

/**
 * The models as one run may ask them: what a call may cost is set aside first, what it did cost is booked afterwards. When nobody
 * knows whether a model worked (stopped, timed out, broken off), what was set aside counts as spent.
 *
 * @param runId Null: for a call that belongs to no run.
 * @param testId The test that it belongs to instead.
 */
export function chatForRun(deps: ChatDeps, runId: string | null, testId: string | null = null): RunChat {
  const by = { run_id: runId, test_id: testId };
  return async (request, signal, terms, hear) => {
    signal.throwIfAborted();
    const { model, max_output_tokens: output_tokens } = request;
    if (!deps.chat) return notAsked(model, NO_MODELS);
    const most = { input_tokens: inputTokensOf(request), output_tokens };
    const reserved = await reserve(deps, { run_id: runId, model, most, ...(terms && { terms }) });
    if (!reserved.ok) return notAsked(model, reserved.problem);
    try {
      const answer = await deps.chat({ ...request, max_output_tokens: reserved.output_tokens }, signal, by, hear);
      const known = answer.outcome !== "failed" || !answer.usage.estimated;
      if (known) await settle(deps, reserved.id, answer.usage, answer.cost_usd);
      return answer;
    } finally {
      // What is settled stays so.
      await settleUnknown(deps, reserved.id);
    }
  };
}

const NO_MODELS: ChatProblem = {
  code: "unavailable",
  kind: "switched_off",
  message: "No model is set up here.",
  remedy: "Put the id of one into LLM_MODELS, its server into OPENAI_BASE_URL and its key into OPENAI_API_KEY.",
};

function notAsked(model: string, problem: ChatProblem): ChatAnswer {
  return {
    outcome: "failed",
    text: "",
    tool_calls: [],
    served_by: model,
    retries: [],
    cost_usd: 0,
    priced_by: null,
    usage: { input_tokens: 0, cached_tokens: 0, output_tokens: 0, estimated: false },
    problem,
  };
}
