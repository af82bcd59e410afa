import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { systemClock, type Clock } from "../../../base/clock.ts";
import type { Chat, ChatRequest } from "../../../pipelines/models/chat.ts";
import { openaiChat, type ChatServer } from "../../../pipelines/models/openai.ts";
import type { Shape, ShapeMemory } from "../../../pipelines/models/openai/shape.ts";
import { modelPrices, type Prices } from "../../../pipelines/models/prices.ts";
import { silent } from "../../support/database.ts";

/** What one request sent. */
type Sent = { path: string; headers: IncomingMessage["headers"]; body: Record<string, unknown> };
export type Reply = (response: ServerResponse, sent: Sent) => void;

type ModelServer = {
  /** As OPENAI_BASE_URL. */
  url: string;
  /** Its name in sentences. */
  host: string;
  sent: Sent[];
  /** Resolves when the first request is there. */
  arrived: Promise<void>;
  /** Resolves when a client has gone before its answer was whole. */
  left: Promise<void>;
  close: () => Promise<void>;
};

/** A server that answers with these replies in turn, the last one again and again. */
export async function modelServer(...replies: Reply[]): Promise<ModelServer> {
  const sent: Sent[] = [];
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => void (text += part));
    response.on("close", () => response.writableFinished || leave());
    request.on("end", () => {
      // Safe: the writer sends JSON objects.
      const body = (text === "" ? {} : JSON.parse(text)) as Sent["body"];
      sent.push({ path: request.url ?? "", headers: request.headers, body });
      const reply = replies[Math.min(sent.length, replies.length) - 1];
      reply?.(response, sent.at(-1)!);
      arrive();
    });
  });
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  onTestFinished(close);
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return { url: `http://${host}/v1`, host, sent, arrived, left, close };
}

export const says =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

export const refuses = (status: number, error: object, headers: Record<string, string> = {}): Reply =>
  says(status, { error }, headers);

type Message = { content?: unknown; refusal?: unknown; tool_calls?: unknown };
const USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** A chat completion as OpenAI sends it. */
export function completion(message: Message, more: { finish_reason?: string | null; usage?: unknown } = {}) {
  const { finish_reason = "stop", usage = USAGE } = more;
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_790_000_000,
    model: "gpt-5-mini-2025-08-07",
    choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason, logprobs: null }],
    usage,
  };
}

export const answers = (text: string): Reply => says(200, completion({ content: text }));

/** Prices of OpenAI, whatever the address. */
export const openaiPrices: Prices = modelPrices({ provider: "openai", overrides: {} });

/** What was found is kept as long as the test. */
export function shapesInMemory(kept = new Map<string, Shape>()): ShapeMemory {
  return {
    known: async (model) => kept.get(model) ?? {},
    found: async (model, shape) => void kept.set(model, shape),
  };
}

type Around = Partial<Omit<ChatServer, "server">> & { clock?: Clock; prices?: Prices; shapes?: ShapeMemory };

/** Longer than any answer here takes, however busy the machine is. */
export const PATIENCE_MS = 15_000;

/** The writer's way to a server, which tries again at once. */
export function chatAt(
  url: string,
  { clock = systemClock, prices = openaiPrices, shapes = shapesInMemory(), ...more }: Around = {},
): Chat {
  const server: ChatServer = { server: url, key: KEY, callMs: PATIENCE_MS, firstWaitMs: 1, ...more };
  return openaiChat(server, { prices, clock, log: silent, shapes });
}

/** A canary: it must be nowhere but in the header of a request. */
export const KEY = "sk-canary-0123456789abcdef";

export const asking = (more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: "gpt-5-mini",
  messages: [
    { role: "system", content: "You write what shipped." },
    { role: "user", content: "Write." },
  ],
  tools: [],
  format: { kind: "text" },
  max_output_tokens: 500,
  ...more,
});

export const live = new AbortController().signal;
