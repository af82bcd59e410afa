import { z } from "zod";
import type { Message } from "../chat-request.ts";

/** A tool call that was made in this conversation, with what came back. */
export type Lookup = { round: number; tool: string; about: string; result: string };

const reference = z.object({ pr: z.string().optional(), issue: z.string().optional() });

/** Larger results are not read: nobody describes a change in so many words. */
const MAX_RESULT_CHARS = 100_000;

/** Every call so far, in order. `about` is the reference in its arguments, "" when there is none. */
export function readLookups(messages: readonly Message[]): Lookup[] {
  const results = new Map(
    messages.flatMap((message) => (message.role === "tool" ? [[message.tool_call_id, message.content] as const] : [])),
  );
  const rounds = messages.filter((message) => message.role === "assistant" && message.tool_calls.length > 0);
  return rounds.flatMap((message, round) =>
    (message.role === "assistant" ? message.tool_calls : []).map(({ id, function: called }) => {
      const read = reference.safeParse(valueOf(called.arguments));
      const about = read.success ? (read.data.pr ?? read.data.issue ?? "") : "";
      return { round, tool: called.name, about, result: (results.get(id) ?? "").slice(0, MAX_RESULT_CHARS) };
    }),
  );
}

const MAX_BODY_CHARS = 4_000;
const described = z.object({ body: z.string() });

/** The description that `read_pull_request` found, "" without one. Results are JSON, alone or between tags. */
export function descriptionOf(pr: string, lookups: readonly Lookup[]): string {
  const found = lookups.filter(({ tool, about }) => tool === "read_pull_request" && about === pr);
  for (const { result } of found) {
    const value = valueOf(result.slice(Math.max(0, result.indexOf("{")), result.lastIndexOf("}") + 1));
    const inside = value && typeof value === "object" ? [value, ...Object.values(value)] : [];
    const body = inside.map((each) => described.safeParse(each)).find(({ success }) => success)?.data?.body;
    if (body) return body.slice(0, MAX_BODY_CHARS);
  }
  return "";
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
