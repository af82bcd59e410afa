import { z } from "zod";
import type { Message } from "../chat-request.ts";

/** A tool call that was made in this conversation. */
export type Lookup = { round: number; tool: string; about: string };

const reference = z.object({ pr: z.string().optional(), issue: z.string().optional() });

/** Every call so far, in order. `about` is the reference in its arguments, "" when there is none. */
export function readLookups(messages: readonly Message[]): Lookup[] {
  const rounds = messages.flatMap((message) =>
    message.role === "assistant" && message.tool_calls.length > 0 ? [message.tool_calls] : [],
  );
  return rounds.flatMap((made, round) =>
    made.map(({ function: { name: tool, arguments: written } }) => ({ round, tool, about: aboutOf(written) })),
  );
}

function aboutOf(written: string): string {
  try {
    const { pr, issue } = reference.parse(JSON.parse(written));
    return pr ?? issue ?? "";
  } catch {
    return "";
  }
}
