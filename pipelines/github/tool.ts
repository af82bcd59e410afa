import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { ownerName, repositoryName } from "../../webhooks/contract/github-names.ts";
import { continueFrom, inSpan } from "../../base/tracing.ts";
import type { Span } from "../../base/tracing/span.ts";
import { classify } from "./classify.ts";

/** Every tool of ours reads, and reads from the world outside. */
export const READ_ONLY = { readOnlyHint: true, openWorldHint: true };

/** Octokit puts these into a path, and `..` would be a step in it. */
export const place = { owner: ownerName, repo: repositoryName };

/** @source docs.github.com, REST and GraphQL: a page holds no more. */
export const MOST_PER_PAGE = 100;

/** @source github-mcp-server: `page` from 1, `perPage` from 1 to 100. */
export const paging = {
  page: z.number().int().min(1).default(1),
  perPage: z.number().int().min(1).max(MOST_PER_PAGE).default(30),
};

type Reader<Args> = (args: Args, signal: AbortSignal) => Promise<unknown>;
type Asked = { signal: AbortSignal; _meta?: Record<string, unknown> | undefined };

/**
 * Turns a reader into a tool's handler: its value as JSON (text stays text), its errors as a `Failure`.
 *
 * @source OpenTelemetry's semantic conventions for MCP: the asker's span comes as `_meta.traceparent`.
 */
export function answering<Args>(name: string, read: Reader<Args>) {
  const about = {
    "mcp.method.name": "tools/call",
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": name,
    "network.transport": "pipe",
  };
  return (args: Args, { signal, _meta }: Asked): Promise<CallToolResult> => {
    const parent = typeof _meta?.["traceparent"] === "string" ? _meta["traceparent"] : null;
    const work = (span: Span) => answer(() => read(args, signal), signal, span);
    return continueFrom(parent, () => inSpan(`tools/call ${name}`, about, work, "server"));
  };
}

async function answer(read: () => Promise<unknown>, signal: AbortSignal, span: Span): Promise<CallToolResult> {
  try {
    const value = await read();
    return { content: [{ type: "text", text: typeof value === "string" ? value : JSON.stringify(value) }] };
  } catch (error) {
    const failure = classify(error, signal, Date.now());
    span.set({ "pulse.failure": failure.code });
    span.fail("tool_error");
    return { isError: true, content: [{ type: "text", text: JSON.stringify(failure) }] };
  }
}
