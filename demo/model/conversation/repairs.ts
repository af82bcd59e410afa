import type { Message } from "../chat-request.ts";

/** An answer that was sent back, and what is wrong with it, a line each. */
export type Repair = { answer: string; faults: string[] };

const FAULTS = "Your answer has faults:";

/** In the order in which they were asked for. */
export function readRepairs(messages: readonly Message[]): Repair[] {
  return messages.flatMap((message, index) => {
    const before = messages[index - 1];
    if (message.role !== "user" || !message.content.startsWith(FAULTS) || before?.role !== "assistant") return [];
    const faults = message.content.split("\n").filter((line) => line.startsWith("- "));
    return [{ answer: before.content, faults: faults.map((line) => line.slice(2).trim()) }];
  });
}

export function asksForRepair({ content }: { content: string }): boolean {
  return content.startsWith(FAULTS);
}
