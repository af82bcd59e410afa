import type { ChatRequest } from "./chat.ts";

/** @source OpenAI, "What are tokens": about four characters of English. Bytes, so that other scripts count for more. */
const BYTES_PER_TOKEN = 4;
const MARGIN = 1.15;
/** Role, name and separators of one message. */
const TOKENS_PER_MESSAGE = 4;

/** A careful guess, for budgets and for servers that do not count. */
export function guessTokens(text: string): number {
  return tokensOfBytes(Buffer.byteLength(text));
}

/** The same for a text of which only the length is known. */
export function tokensOfBytes(bytes: number): number {
  return Math.ceil((bytes / BYTES_PER_TOKEN) * MARGIN);
}

/** What a request will count as input. */
export function inputTokensOf({ messages, tools, format }: Pick<ChatRequest, "messages" | "tools" | "format">): number {
  const said = messages.flatMap((message) => [
    message.content,
    ...(message.role === "assistant" ? message.tool_calls.map(({ name, arguments: text }) => name + text) : []),
  ]);
  const offered = tools.map((tool) => JSON.stringify(tool));
  const schema = format.kind === "json_schema" ? JSON.stringify(format.schema) : "";
  return guessTokens([...said, ...offered, schema].join("")) + messages.length * TOKENS_PER_MESSAGE;
}
