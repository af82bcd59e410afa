import type { ChatCompletionCreateParams } from "openai/resources/chat/completions";
import type { ChatFormat, ChatRequest } from "../chat.ts";
import { inputTokensOf } from "../tokens.ts";
import { wireMessages } from "./conversation.ts";
import { limitNameFor, type Shape, SMALLEST_ANSWER_TOKENS } from "./shape.ts";

/** The body of `POST /chat/completions`. `parallel_tool_calls` is left out: several servers refuse what they do not know. */
export function requestBody(
  request: ChatRequest,
  shape: Shape,
  server: string,
  isHeard: boolean,
): ChatCompletionCreateParams {
  const { model, tools, format } = request;
  return {
    model,
    messages: wireMessages(request, shape),
    [limitNameFor(shape, server)]: limitOf(request, shape),
    ...streaming(isHeard, shape),
    ...(request.temperature !== undefined && !shape.temperature && { temperature: request.temperature }),
    ...(tools.length > 0 && {
      tools: tools.map((tool) => ({ type: "function" as const, function: tool })),
      tool_choice: "auto" as const,
    }),
    ...(format.kind !== "text" && { response_format: formatOf(format) }),
  };
}

/** Some stream unless they are told not to, and most count no tokens of a stream unless they are asked to. */
function streaming(isHeard: boolean, { stream }: Shape) {
  if (!isHeard || stream === "never") return { stream: false as const };
  return { stream: true as const, ...(stream !== "uncounted" && { stream_options: { include_usage: true } }) };
}

/** What there is room for, where the server has a limit of its own. Where there is next to none, it is the server who says so. */
export function limitOf(request: ChatRequest, { most = Infinity, window = Infinity }: Shape): number {
  return Math.min(request.max_output_tokens, most, Math.max(SMALLEST_ANSWER_TOKENS, roomIn(window, request)));
}

/** A schema becomes a grammar where windows are small, and takes none of it. */
export function roomIn(window: number, request: ChatRequest): number {
  return window - inputTokensOf({ ...request, format: { kind: "text" } });
}

function formatOf(format: Exclude<ChatFormat, { kind: "text" }>) {
  if (format.kind === "json_object") return { type: "json_object" as const };
  const { name, schema } = format;
  return { type: "json_schema" as const, json_schema: { name, schema, strict: true } };
}
