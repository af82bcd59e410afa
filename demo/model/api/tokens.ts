import type { ChatRequest } from "../chat-request.ts";

/** @source OpenAI, "What are tokens": about four characters of English. */
const CHARS_PER_TOKEN = 4;
/** @source OpenAI, "Prompt caching": from 1,024 tokens on, in steps of 128. */
const LEAST_CACHED_TOKENS = 1_024;
const CACHE_STEP_TOKENS = 128;

export function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

export function promptTokens({ messages, tools, response_format }: ChatRequest): number {
  return tokensOf([...messages, ...(tools ?? []), response_format ?? ""].map((part) => JSON.stringify(part)).join(""));
}

/** What a provider would have read before: everything up to the last answer was a request of its own. */
export function cachedTokens({ messages }: ChatRequest): number {
  const lastAnswer = messages.findLastIndex(({ role }) => role === "assistant");
  const before = lastAnswer < 0 ? [] : messages.slice(0, lastAnswer);
  const tokens = tokensOf(before.map((message) => JSON.stringify(message)).join(""));
  return tokens < LEAST_CACHED_TOKENS ? 0 : tokens - (tokens % CACHE_STEP_TOKENS);
}
