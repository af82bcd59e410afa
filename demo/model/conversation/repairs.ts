import type { Message } from "../chat-request.ts";

const FAULTS = "Your answer has faults:";

/** The last answer that was sent back with its faults, or null. */
export function lastSentBack(messages: readonly Message[]): string | null {
  const at = messages.findLastIndex((message) => message.role === "user" && asksForRepair(message));
  const before = messages[at - 1];
  return before?.role === "assistant" ? before.content : null;
}

export function asksForRepair({ content }: { content: string }): boolean {
  return content.startsWith(FAULTS);
}
