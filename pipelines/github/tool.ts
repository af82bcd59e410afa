import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { classify } from "./classify.ts";

/** Every tool of ours reads, and reads from the world outside. */
export const READ_ONLY = { readOnlyHint: true, openWorldHint: true };

export const place = { owner: z.string().min(1), repo: z.string().min(1) };

/** @source github-mcp-server: `page` from 1, `perPage` from 1 to 100. */
export const paging = {
  page: z.number().int().min(1).default(1),
  perPage: z.number().int().min(1).max(100).default(30),
};

/** Turns a reader into a tool's handler: its value as JSON (text stays text), its errors as a `Failure`. */
export function answering<Args>(read: (args: Args, signal: AbortSignal) => Promise<unknown>) {
  return async (args: Args, { signal }: { signal: AbortSignal }): Promise<CallToolResult> => {
    try {
      const value = await read(args, signal);
      return { content: [{ type: "text", text: typeof value === "string" ? value : JSON.stringify(value) }] };
    } catch (error) {
      const failure = classify(error, signal, Date.now());
      return { isError: true, content: [{ type: "text", text: JSON.stringify(failure) }] };
    }
  };
}
