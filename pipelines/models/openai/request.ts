import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import type { ChatFormat, ChatMessage, ChatRequest } from "../chat.ts";

/** How a server wants the limit of an answer to be named: OpenAI and Azure the first, older and smaller servers the second. */
export const limitNames = ["max_completion_tokens", "max_tokens"] as const;
export type LimitName = (typeof limitNames)[number];

/** The body of `POST /chat/completions`. `parallel_tool_calls` is left out: several servers refuse what they do not know. */
export function requestBody(request: ChatRequest, limitName: LimitName): ChatCompletionCreateParamsNonStreaming {
  const { model, messages, tools, format, max_output_tokens } = request;
  return {
    model,
    messages: messages.map(messageOf),
    [limitName]: max_output_tokens,
    ...(tools.length > 0 && {
      tools: tools.map((tool) => ({ type: "function" as const, function: tool })),
      tool_choice: "auto" as const,
    }),
    ...(format.kind !== "text" && { response_format: formatOf(format) }),
  };
}

function messageOf(message: ChatMessage): ChatCompletionMessageParam {
  if (message.role !== "assistant") return message;
  const { role, content, tool_calls } = message;
  // An empty list is refused, and so is an empty text beside calls by some.
  if (tool_calls.length === 0) return { role, content };
  return {
    role,
    content: content === "" ? null : content,
    tool_calls: tool_calls.map(({ id, name, arguments: text }) => ({
      id,
      type: "function" as const,
      function: { name, arguments: text },
    })),
  };
}

function formatOf(format: Exclude<ChatFormat, { kind: "text" }>) {
  if (format.kind === "json_object") return { type: "json_object" as const };
  const { name, schema } = format;
  return { type: "json_schema" as const, json_schema: { name, schema, strict: true } };
}
