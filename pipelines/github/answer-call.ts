import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { continueFrom, inSpan } from "../../base/tracing.ts";
import type { Span } from "../../base/tracing/span.ts";
import { classify } from "./classify.ts";
import type { GithubTool } from "./tool.ts";
import { readArguments } from "./tool-arguments.ts";
import { toldFailure } from "./told-failure.ts";

type Asked = { signal: AbortSignal; _meta?: Record<string, unknown> | undefined };

/**
 * Calls a tool: its answer as text and as structured content, its errors as a `Failure`.
 *
 * @source OpenTelemetry's semantic conventions for MCP: the asker's span comes as `_meta.traceparent`.
 */
export function answerCall(tool: GithubTool, given: unknown, { signal, _meta }: Asked): Promise<CallToolResult> {
  const about = {
    "mcp.method.name": "tools/call",
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": tool.name,
    "network.transport": "pipe",
  };
  const parent = typeof _meta?.["traceparent"] === "string" ? _meta["traceparent"] : null;
  const work = (span: Span) => answer(tool, given, signal, span);
  return continueFrom(parent, () => inSpan(`tools/call ${tool.name}`, about, work, "server"));
}

async function answer(tool: GithubTool, given: unknown, signal: AbortSignal, span: Span): Promise<CallToolResult> {
  const read = readArguments(tool, given);
  if ("refusal" in read) return refused("invalid", read.refusal, span);
  try {
    const found = await tool.read(read.args, signal);
    const value = tool.text ? tool.text(found) : found;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return { content: [{ type: "text", text }], structuredContent: found };
  } catch (error) {
    const failure = classify(error, signal, Date.now());
    return refused(failure.code, toldFailure(failure), span);
  }
}

function refused(code: string, told: CallToolResult, span: Span): CallToolResult {
  span.set({ "pulse.failure": code });
  span.fail("tool_error");
  return told;
}
