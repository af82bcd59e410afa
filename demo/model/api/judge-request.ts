import { CONTEXT_TOKENS, MODEL } from "../model.ts";
import { type ApiError, invalid, tooLong, unknownModel } from "../api-error.ts";
import { chatRequest, type ChatRequest, type Message } from "../chat-request.ts";
import { schemaFault } from "./strict-schema.ts";
import { promptTokens } from "./tokens.ts";

/** Reads a request as strictly as OpenAI does, so that a client which passes here passes there. */
export function judgeRequest(body: unknown): { request: ChatRequest } | { error: ApiError } {
  if (body === undefined) return { error: invalid("We could not parse the JSON body of your request.") };
  const read = chatRequest.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    const param = issue?.path.join(".") || null;
    return { error: invalid(`Invalid value for ${param ?? "the request"}: ${issue?.message}.`, param) };
  }
  const request = read.data;
  if (request.model !== MODEL) return { error: unknownModel(request.model) };
  const tokens = promptTokens(request);
  const error =
    emptyLists(body) ??
    needsTools(request) ??
    unanswered(request.messages) ??
    formFault(request) ??
    needsStream(request) ??
    (tokens > CONTEXT_TOKENS ? tooLong(tokens, CONTEXT_TOKENS) : undefined);
  return error ? { error } : { request };
}

/** Lists that may be left out, but not be empty. */
function emptyLists(body: unknown): ApiError | undefined {
  // Safe: the request has been read, so these are lists where they are.
  const { tools, messages } = body as { tools?: unknown[]; messages: { tool_calls?: unknown[] }[] };
  const called = messages.findIndex(({ tool_calls }) => tool_calls?.length === 0);
  const param = tools?.length === 0 ? "tools" : called >= 0 ? `messages[${called}].tool_calls` : null;
  const message = `Invalid '${param}': empty array. Expected an array with minimum length 1, but got an empty array instead.`;
  return param ? invalid(message, param, "empty_array") : undefined;
}

function needsTools({ tools, tool_choice, parallel_tool_calls }: ChatRequest): ApiError | undefined {
  if (tools) return undefined;
  const param =
    tool_choice !== undefined ? "tool_choice" : parallel_tool_calls !== undefined ? "parallel_tool_calls" : null;
  const message = `Invalid value for '${param}': '${param}' is only allowed when 'tools' are specified.`;
  return param ? invalid(message, param) : undefined;
}

function needsStream({ stream, stream_options }: ChatRequest): ApiError | undefined {
  const message = "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
  return stream_options && !stream ? invalid(message, "stream_options") : undefined;
}

/** Each tool call is answered right after it, and nothing else is. */
function unanswered(messages: readonly Message[]): ApiError | undefined {
  let open: string[] = [];
  for (const [index, message] of [...messages, null].entries()) {
    if (message?.role === "tool") {
      if (!open.includes(message.tool_call_id)) return strayResult(index);
      open = open.filter((id) => id !== message.tool_call_id);
      continue;
    }
    if (open.length > 0) return missingResult(index, open);
    open = message?.role === "assistant" ? message.tool_calls.map(({ id }) => id) : [];
  }
  return undefined;
}

function strayResult(index: number): ApiError {
  const message =
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
  return invalid(message, `messages.[${index}].role`);
}

function missingResult(index: number, open: readonly string[]): ApiError {
  const message =
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
    `The following tool_call_ids did not have response messages: ${open.join(", ")}`;
  return invalid(message, `messages.[${index}].role`);
}

function formFault({ response_format: format, messages }: ChatRequest): ApiError | undefined {
  if (format?.type === "json_object" && !messages.some(({ content }) => /json/i.test(content))) {
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    return invalid(message, "messages");
  }
  if (format?.type !== "json_schema" || !format.json_schema.strict) return undefined;
  const { name, schema } = format.json_schema;
  const fault = schemaFault(schema);
  return fault ? invalid(`Invalid schema for response_format '${name}': ${fault}`, "response_format") : undefined;
}
