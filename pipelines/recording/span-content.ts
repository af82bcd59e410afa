import { MAX_CONTENT_BYTES } from "../../base/tracing/span.ts";
import { withoutSecrets } from "../text/secrets.ts";
import type { ChatAnswer, ChatMessage, ChatRequest, ToolCall } from "../models/chat.ts";

/** What went into a tool, or came out of it: its beginning as JSON. */
export function valueContent(value: unknown): string {
  return masked(JSON.stringify(value ?? null));
}

/** @source gen-ai-input-messages.json of the conventions: messages of parts. */
export function inputContent({ messages }: ChatRequest): string {
  return shortened(messages.map((message) => ({ role: message.role, parts: partsOf(message) })));
}

/** @source gen-ai-output-messages.json of the conventions. */
export function outputContent({ text, tool_calls }: ChatAnswer, finish_reason: string): string {
  return shortened([{ role: "assistant", parts: [...textPart(text), ...tool_calls.map(callPart)], finish_reason }]);
}

/** Every text gets the same room, so that it stays JSON and the newest message, which is the last, is there too. */
function shortened(messages: object[]): string {
  const all: unknown = JSON.parse(JSON.stringify(messages, (_key, part) => (isText(part) ? masked(part) : part)));
  let json = "";
  for (let room = MAX_CONTENT_BYTES; room > 16; room /= 2) {
    json = JSON.stringify(all, (_key, part) => (isText(part) && part.length > room ? `${part.slice(0, room)}…` : part));
    if (Buffer.byteLength(json) <= MAX_CONTENT_BYTES) break;
  }
  return json;
}

/** A secret at the cut would not be known as one: what is looked at is longer than what is kept. */
function masked(text: string): string {
  return withoutSecrets(text.slice(0, 2 * MAX_CONTENT_BYTES)).slice(0, MAX_CONTENT_BYTES);
}

function isText(part: unknown): part is string {
  return typeof part === "string";
}

function partsOf(message: ChatMessage): object[] {
  if (message.role === "tool") {
    return [{ type: "tool_call_response", id: message.tool_call_id, response: message.content }];
  }
  const calls = message.role === "assistant" ? message.tool_calls.map(callPart) : [];
  return [...textPart(message.content), ...calls];
}

function textPart(content: string): object[] {
  return content === "" ? [] : [{ type: "text", content }];
}

function callPart({ id, name, arguments: text }: ToolCall): object {
  return { type: "tool_call", id, name, arguments: text };
}
