import type { ChatAnswer, ChatRequest, Hearing } from "../../models/chat.ts";
import type { RecordedCall } from "../../recording/recording.ts";
import type { ModelTools } from "../tools.ts";

/** Why a writer has nobody to ask. */
export const NO_MODEL = "No model is set up here. Set LLM_MODELS, and OPENAI_API_KEY where its server wants a key.";

/** What people may read of an answer that is being written. */
export type Readable = (answer: string) => string[];

/** One recorded question to the run's model, and what it teaches about the server. */
export function asker(call: RecordedCall, model: ModelTools, llm_model: string) {
  return (asked: Omit<ChatRequest, "model">, label: string, readable?: Readable): Promise<ChatAnswer> => {
    const request = { model: llm_model, ...asked };
    return call({ kind: "model", name: llm_model, input: request, label, meter }, async (signal) => {
      const sight = readable && model.show?.(label);
      const hear: Hearing | undefined = readable && sight && ((soFar) => sight.grew(() => readable(soFar())));
      const answer = await model.chat(request, signal, undefined, hear).finally(sight?.end);
      const tools = toolsTaken(request, answer);
      const window = answer.outcome === "failed" ? answer.problem?.window : undefined;
      if (tools !== null || window) {
        await model.remember({ ...(tools !== null && { tools }), ...(window && { shape: { window } }) });
      }
      return answer;
    });
  };
}

function meter({ outcome, usage, cost_usd, priced_by, retries }: ChatAnswer) {
  const { input_tokens, cached_tokens, output_tokens } = usage;
  const tokens = { input_tokens, cached_tokens, output_tokens };
  return {
    outcome: outcome === "answered" ? "done" : outcome,
    ...tokens,
    cost_usd,
    priced_by,
    retries: retries.length,
  };
}

function toolsTaken({ tools }: ChatRequest, { outcome, problem }: ChatAnswer): boolean | null {
  if (tools.length === 0) return null;
  if (outcome === "failed") return problem?.kind === "unsupported" ? false : null;
  return outcome === "called_tools" ? true : null;
}
