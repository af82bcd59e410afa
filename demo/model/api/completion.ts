import { digestOf } from "../../../webhooks/contract/digest.ts";
import { MODEL } from "../model.ts";
import type { Reply } from "../reply.ts";
import type { ChatRequest } from "../chat-request.ts";
import { cachedTokens, promptTokens, tokensOf } from "./tokens.ts";

const ID_CHARS = 24;

/**
 * A reply as OpenAI's `chat.completion`. Everything in it follows from the request but `created`.
 *
 * @param now Seconds since 1970.
 * @source OpenAI API reference, "The chat completion object".
 */
export function completion(request: ChatRequest, reply: Reply, now: number) {
  const { content, calls, refusal, finish_reason } = withinLimit(request, reply);
  const digest = digestOf(request);
  const tool_calls = calls.map((called, index) => ({
    id: `call_${digestOf([digest, index]).slice(0, ID_CHARS)}`,
    type: "function" as const,
    function: called,
  }));
  return {
    id: `chatcmpl-${digest.slice(0, ID_CHARS)}`,
    object: "chat.completion" as const,
    created: now,
    model: MODEL,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant" as const,
          content,
          ...(tool_calls.length > 0 && { tool_calls }),
          refusal,
          annotations: [],
        },
        logprobs: null,
        finish_reason,
      },
    ],
    usage: usageOf(request, { content, calls, refusal }),
    service_tier: "default" as const,
    system_fingerprint: "stand-in",
  };
}

type Said = Pick<Reply, "content" | "calls" | "refusal">;
type FinishReason = "stop" | "length" | "tool_calls";

/** The limit of tokens that a request sets is kept, and the answer cut there. */
function withinLimit(
  request: ChatRequest,
  { content, calls, refusal, whole }: Reply,
): Said & { finish_reason: FinishReason } {
  const most = request.max_completion_tokens ?? request.max_tokens ?? Infinity;
  if (calls.length > 0) return { content, calls, refusal, finish_reason: "tool_calls" };
  if (content !== null && tokensOf(content) > most) {
    return { content: content.slice(0, most * 4), calls, refusal, finish_reason: "length" };
  }
  return { content, calls, refusal, finish_reason: whole ? "stop" : "length" };
}

function usageOf(request: ChatRequest, { content, calls, refusal }: Said) {
  const prompt_tokens = promptTokens(request);
  const said = [content ?? "", refusal ?? "", ...calls.map(({ name, arguments: input }) => name + input)].join("");
  const completion_tokens = tokensOf(said);
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: cachedTokens(request), audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
