import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { CallToolResultSchema, ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { orAborted } from "../../base/abortable.ts";
import { readJson } from "../../base/bounded-json.ts";
import type { Log } from "../../base/log.ts";
import { traceHeaders } from "../../base/tracing.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { failureShape, GithubFailure, type Failure } from "./failure.ts";
import { failureFromWords, OFFICIAL_SERVER_NAME } from "./official.ts";

const PING_MS = 5_000;

/** A tool's text, and whether the official server said it. */
export type ToolText = { text: string; official: boolean };

/**
 * One MCP server per process, started on first use and again after it died.
 *
 * @param open Makes the way to a fresh server.
 */
export function githubSession(open: () => Transport, log: Log, timeoutMs: number) {
  let current: Promise<Client> | undefined;
  let closed = false;
  let leaving = false;

  function connected(): Promise<Client> {
    if (closed) throw new Problem("unavailable", "Pulse is stopping.", "Try again in a minute.");
    if (current) return current;
    const mine = connect().catch((error: unknown) => {
      forget();
      throw error;
    });
    const forget = () => void (current = current === mine ? undefined : current);
    current = mine;
    return mine;

    async function connect(): Promise<Client> {
      const client = new Client({ name: "pulse", version: "1.0.0" });
      client.onclose = () => {
        forget();
        if (!leaving) log.warn("The GitHub reader ended; the next call starts another one.");
      };
      await client.connect(open());
      return client;
    }
  }

  async function askOnce(name: string, args: object, signal?: AbortSignal): Promise<ToolText> {
    const client = await orAborted(connected(), signal);
    // A signal of our own for each call: the SDK never takes its listeners off.
    const options = { timeout: timeoutMs, ...(signal && { signal: AbortSignal.any([signal]) }) };
    const trace = traceHeaders();
    const call = { name, arguments: { ...args }, ...(trace.traceparent && { _meta: trace }) };
    const answer = CallToolResultSchema.parse(await orAborted(client.callTool(call, undefined, options), signal));
    const text = answer.content.map((block) => (block.type === "text" ? block.text : "")).join("");
    if (answer.isError) throw new GithubFailure(failureIn(text));
    return { text, official: client.getServerVersion()?.name === OFFICIAL_SERVER_NAME };
  }

  return {
    /** @throws {GithubFailure} what the tool or the way to it says; or the signal's reason. */
    async ask(name: string, args: object, signal?: AbortSignal): Promise<ToolText> {
      try {
        return await askOnce(name, args, signal);
      } catch (error) {
        signal?.throwIfAborted();
        throw error instanceof GithubFailure || error instanceof Problem ? error : failureOf(error);
      }
    },
    alive: () => isAlive(connected),
    warm: () =>
      void connected().catch((error: unknown) => leaving || log.warn({ error }, "The GitHub reader did not start.")),
    leave: () => void (leaving = true),
    async close(): Promise<void> {
      leaving = closed = true;
      const client = await current?.catch(() => undefined);
      await client?.close();
    },
  };
}

/** Whether the server answers a ping of the protocol, which asks nothing of GitHub. */
async function isAlive(connected: () => Promise<Client>): Promise<boolean> {
  try {
    await (await connected()).ping({ timeout: PING_MS });
    return true;
  } catch {
    return false;
  }
}

/** The server went away under the call, or before it; the next try gets a new one. @source the SDK: a lost connection, and its transport's "Not connected". */
function hasDied(error: unknown): boolean {
  if (error instanceof McpError) return error.code === ErrorCode.ConnectionClosed;
  return error instanceof Error && error.message === "Not connected";
}

function failureOf(error: unknown): GithubFailure {
  const timedOut = error instanceof McpError && error.code === ErrorCode.RequestTimeout;
  const code = timedOut ? "timed_out" : hasDied(error) ? "network" : "unreadable";
  const message = error instanceof Error ? error.message : "The GitHub reader failed.";
  return new GithubFailure({ code, message, status: null, retry_after_s: null }, { cause: error });
}

const FAILURE_BOUNDS = { depth: 16, values: 1_000, members: 100 };

/** Ours is JSON; the official server's is words. */
function failureIn(text: string): Failure {
  const read = readJson(text, FAILURE_BOUNDS);
  const failure = failureShape.safeParse(read.ok ? read.value : undefined);
  return failure.success ? failure.data : failureFromWords(text);
}
