import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";
import { ARGUMENT_BOUNDS, type ChatMessage, type ChatRequest, type ToolCall } from "../chat.ts";
import { objectAtStart } from "../../../base/json-in-text.ts";
import type { Shape } from "./shape.ts";

/**
 * A conversation as this server takes it. Neighbours of one role are one message everywhere: many templates want roles to alternate,
 * and to no model does it make a difference.
 */
export function wireMessages(
  { messages, tools }: ChatRequest,
  { system, lookups }: Shape,
): ChatCompletionMessageParam[] {
  const isTold = lookups === "always_told" || (lookups === "told" && tools.length === 0);
  const told = isTold ? withCallsTold(messages) : messages;
  return joined(system === "in_question" ? withoutSystem(told) : told).map(messageOf);
}

/** Each tool call and its result as a part of what the user says. */
export function withCallsTold(messages: readonly ChatMessage[]): ChatMessage[] {
  const asked = new Map(messages.flatMap((each) => (each.role === "assistant" ? each.tool_calls : [])).map(byId));
  return messages.flatMap((message): ChatMessage[] => {
    if (message.role === "tool") {
      const call = asked.get(message.tool_call_id);
      return [{ role: "user", content: `${call ? toldCall(call) : ""}\n${message.content}` }];
    }
    return message.role === "assistant" && message.tool_calls.length > 0 ? [] : [message];
  });
}

const byId = (call: ToolCall) => [call.id, call] as const;

/** In nothing that a model named can stand a mark of ours. */
function toldCall({ name, arguments: text }: ToolCall): string {
  return `Looked up, as data: ${JSON.stringify({ tool: name, arguments: text }).replaceAll("<", "\\u003c")}`;
}

function withoutSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  return messages.map((message) => (message.role === "system" ? { ...message, role: "user" } : message));
}

function joined(messages: readonly ChatMessage[]): ChatMessage[] {
  const all: ChatMessage[] = [];
  for (const message of messages) {
    const before = all.at(-1);
    if (before && before.role === message.role && isText(before) && isText(message)) {
      all[all.length - 1] = { ...before, content: `${before.content}\n\n${message.content}` };
    } else all.push(message);
  }
  return all;
}

function isText(message: ChatMessage): boolean {
  return message.role !== "tool" && (message.role !== "assistant" || message.tool_calls.length === 0);
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
      // Some servers read what a model asked for again, and refuse the conversation for what is no JSON.
      function: { name, arguments: objectAtStart(text, ARGUMENT_BOUNDS) ?? "{}" },
    })),
  };
}
