import { inSpan } from "../../base/tracing.ts";
import type { Attributes, Span } from "../../base/tracing/span.ts";
import type { ChatAnswer, ChatOutcome, ChatRequest } from "../models/chat.ts";
import type { CallInput } from "./make-call.ts";
import { inputContent, outputContent, valueContent } from "./span-content.ts";

/** Who answers model calls: the server's address, and its provider as genai-prices names it where that is known. */
export type AskedServer = { server: string; provider: string | null } | null;

/**
 * A live call in a span of its own. Time, chance and look-ups in our own tables are none of anybody's business.
 *
 * @source OpenTelemetry's semantic conventions for generative AI (in development, read at 1.41 and in October 2026): names of spans
 *   and attributes, `error.type` and the shape of messages.
 */
export function inCallSpan<Output>(
  call: CallInput<Output>,
  asked: AskedServer,
  live: () => Promise<Output>,
): Promise<Output> {
  if (call.kind === "model") return inChatSpan(call, asked, live);
  return call.kind === "tool" ? inToolSpan(call, live) : live();
}

function inChatSpan<Output>(call: CallInput<Output>, asked: AskedServer, live: () => Promise<Output>): Promise<Output> {
  // Safe: whoever records a model call asks a Chat.
  const request = call.input as ChatRequest;
  const work = async (span: Span) => {
    span.content("gen_ai.input.messages", () => inputContent(request));
    const output = await live();
    // Safe: see above.
    tellAnswer(span, output as ChatAnswer);
    return output;
  };
  return inSpan(`chat ${request.model}`, aboutChat(request, asked), work, "client");
}

function aboutChat({ model, max_output_tokens, format }: ChatRequest, asked: AskedServer): Attributes {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": providerName(asked?.provider ?? null),
    "gen_ai.request.model": model,
    "gen_ai.request.max_tokens": max_output_tokens,
    "gen_ai.output.type": format.kind === "text" ? "text" : "json",
    ...(asked && placeOf(asked.server)),
  };
}

function tellAnswer(span: Span, answer: ChatAnswer): void {
  const { outcome, usage, problem } = answer;
  const isFailed = outcome === "failed";
  span.set({
    "gen_ai.response.model": isFailed ? null : answer.served_by,
    "gen_ai.response.finish_reasons": isFailed ? null : [FINISH_REASONS[outcome]],
    "gen_ai.usage.input_tokens": usage.input_tokens,
    "gen_ai.usage.output_tokens": usage.output_tokens,
    "gen_ai.usage.cache_read.input_tokens": usage.cached_tokens,
    "pulse.usage_estimated": usage.estimated,
    "pulse.cost_usd": answer.cost_usd,
    "pulse.outcome": outcome,
    "pulse.retries": answer.retries.length,
  });
  if (isFailed) span.fail(problem?.kind ?? "_OTHER");
  else span.content("gen_ai.output.messages", () => outputContent(answer, FINISH_REASONS[outcome]));
}

/** As OpenAI's API says it; what a call ends with is all that we keep. */
const FINISH_REASONS: Record<ChatOutcome, string> = {
  answered: "stop",
  called_tools: "tool_calls",
  cut: "length",
  refused: "content_filter",
  empty: "stop",
  failed: "error",
};

function inToolSpan<Output>(call: CallInput<Output>, live: () => Promise<Output>): Promise<Output> {
  const name = wordOf(call.name) ?? "unknown";
  const about = {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": name,
    "gen_ai.tool.call.id": wordOf(call.id ?? ""),
    "gen_ai.tool.type": "function",
  };
  return inSpan(`execute_tool ${name}`, about, async (span) => {
    span.content("gen_ai.tool.call.arguments", () => valueContent(call.input));
    const output = await live();
    const { outcome = "done" } = call.meter?.(output) ?? {};
    if (outcome !== "done") span.fail(outcome);
    span.content("gen_ai.tool.call.result", () => valueContent(output));
    return output;
  });
}

/** Names and ids are what a model wants them to be: one that is no word may be a text. */
function wordOf(given: string): string | null {
  return /^[\w.:-]{1,80}$/.test(given) ? given : null;
}

/** The conventions' names where they differ from those of genai-prices. */
const PROVIDERS: Record<string, string> = {
  azure: "azure.ai.openai",
  aws: "aws.bedrock",
  google: "gcp.gemini",
  mistral: "mistral_ai",
  "x-ai": "x_ai",
};

/** Servers that nobody knows speak OpenAI's language: the conventions want the name of that, and the address tells who it is. */
export function providerName(known: string | null): string {
  return known === null ? "openai" : (PROVIDERS[known] ?? known);
}

function placeOf(server: string): Attributes {
  const { hostname, port, protocol } = new URL(server);
  return { "server.address": hostname, "server.port": Number(port) || (protocol === "https:" ? 443 : 80) };
}
