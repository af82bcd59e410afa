import { z } from "zod";
import type { ChatAnswer, ChatRequest, ToolCall, Usage } from "../chat.ts";
import { inputTokensOf, guessTokens } from "../tokens.ts";

/** What the pipelines' database can count; a server that claims more is not believed. */
const MOST_TOKENS = 100_000_000;
const MAX_NAME_CHARS = 200;

const count = z.number().int().min(0).max(MOST_TOKENS);
const usageShape = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
});

const callShape = z.object({
  id: z.string().nullish(),
  function: z.object({
    name: z.string(),
    /** A text by the protocol; some servers send what it stands for. */
    arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  }),
});

const partShape = z.object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() });
const messageShape = z.object({
  content: z.union([z.string(), z.array(partShape)]).nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(callShape).nullish(),
});

const completionShape = z.object({
  model: z.string().nullish().catch(null),
  choices: z.array(z.object({ finish_reason: z.string().nullish().catch(null), message: messageShape })).min(1),
  usage: usageShape.nullish().catch(null),
});

export type ReadCompletion = Pick<ChatAnswer, "outcome" | "text" | "tool_calls" | "usage" | "served_by">;

/** What a server answered, whatever its documentation says; undefined when it is no chat completion. */
export function readCompletion(body: unknown, request: ChatRequest): ReadCompletion | undefined {
  const read = completionShape.safeParse(body);
  const choice = read.data?.choices[0];
  if (!read.success || !choice) return undefined;
  const { message, finish_reason } = choice;
  const text = textOf(message.content, "text");
  const refusal = message.refusal || textOf(message.content, "refusal");
  const calls = (message.tool_calls ?? []).map((call, index) => callOf(call, request.messages.length, index));
  const ended = endOf(finish_reason ?? "", text, refusal, calls);
  return {
    ...ended,
    usage: usageOf(read.data.usage, request, text, calls),
    served_by: (read.data.model || request.model).slice(0, MAX_NAME_CHARS),
  };
}

function endOf(finish: string, text: string, refusal: string, calls: ToolCall[]) {
  if (refusal || finish === "content_filter") {
    return { outcome: "refused" as const, text: refusal || text, tool_calls: [] };
  }
  // The last call of a cut answer has half its arguments.
  if (finish === "length") return { outcome: "cut" as const, text, tool_calls: [] };
  if (calls.length > 0) return { outcome: "called_tools" as const, text, tool_calls: calls };
  if (text.trim() === "") return { outcome: "empty" as const, text: "", tool_calls: [] };
  return { outcome: "answered" as const, text, tool_calls: [] };
}

function textOf(content: z.infer<typeof messageShape>["content"], kind: "text" | "refusal"): string {
  if (typeof content === "string") return kind === "text" ? content : "";
  return (content ?? []).map((part) => part[kind] ?? "").join("");
}

/** Servers that give a call no id get one that is used once in the conversation. */
function callOf(call: z.infer<typeof callShape>, messages: number, index: number): ToolCall {
  const { name, arguments: asked = null } = call.function;
  const text = typeof asked === "string" ? asked : JSON.stringify(asked ?? {});
  return { id: call.id || `call_${messages}_${index}`, name, arguments: text };
}

function usageOf(
  counted: z.infer<typeof usageShape> | null | undefined,
  request: ChatRequest,
  text: string,
  calls: ToolCall[],
): Usage {
  if (!counted) {
    const output_tokens = guessTokens(text + calls.map(({ name, arguments: asked }) => name + asked).join(""));
    return { input_tokens: inputTokensOf(request), cached_tokens: 0, output_tokens, estimated: true };
  }
  const { prompt_tokens: input_tokens, completion_tokens: output_tokens, prompt_tokens_details } = counted;
  const cached_tokens = Math.min(prompt_tokens_details?.cached_tokens ?? 0, input_tokens);
  return { input_tokens, cached_tokens, output_tokens, estimated: false };
}
