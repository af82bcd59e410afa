import type { ChatAnswer } from "../chat.ts";

/** Shorter ones are no secrets: servers of one's own take `ollama` or `EMPTY`, and texts may well hold these. */
const SHORTEST_SECRET = 16;

/** What a server may send back to us never holds the key that it was sent. */
export function withoutKey(answer: ChatAnswer, key: string | null): ChatAnswer {
  if (key === null || key.length < SHORTEST_SECRET) return answer;
  // Safe: no other part of the answer changes.
  return JSON.parse(JSON.stringify(answer), (_name, part: unknown) =>
    typeof part === "string" ? textWithoutKey(part, key) : part,
  ) as ChatAnswer;
}

export function textWithoutKey(text: string, key: string | null): string {
  return key === null || key.length < SHORTEST_SECRET ? text : text.replaceAll(key, "[secret]");
}
