import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { orAborted } from "../../base/abortable.ts";
import { readJson } from "../../base/bounded-json.ts";
import type { Log } from "../../base/log.ts";
import { traceHeaders } from "../../base/tracing.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { failureShape, GithubFailure, type Failure } from "./failure.ts";
import { failureFromWords } from "./foreign-words.ts";
import { type Connected, introduced, toolsOf } from "./introduce.ts";
import { lacks } from "./offered.ts";
import { hasExpired, transportFailure } from "./transport-failure.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import type { Way } from "./way.ts";

const PING_MS = 5_000;

/**
 * One MCP server per process, started on first use and again after it died.
 *
 * @param way Makes the way to a fresh server, whose tools are compared with what is needed before it is asked anything.
 */
export function githubSession(way: Way, log: Log, timeoutMs: number) {
  let current: Promise<Connected> | undefined;
  let closed = false;
  let leaving = false;

  function connected(): Promise<Connected> {
    if (closed) throw new Problem("unavailable", "Pulse is stopping.", "Try again in a minute.");
    if (current) return current;
    const mine = introduced(way, timeoutMs, () => {
      forget();
      if (!leaving) log.warn("The GitHub reader ended; the next call starts another one.");
    }).catch((error: unknown) => {
      forget();
      throw error;
    });
    const forget = () => void (current = current === mine ? undefined : current);
    current = mine;
    return mine;
  }

  async function answered<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof GithubFailure || error instanceof Problem) throw error;
      // A server that was started again knows nothing of us: the next question introduces us.
      if (hasExpired(error)) await current?.then(({ client }) => client.close()).catch(() => undefined);
      throw transportFailure(error, { by: way.by, starting: false });
    }
  }

  return {
    /** @throws {GithubFailure} what the tool or the way to it says; or the signal's reason. */
    ask: (name: string, args: object, signal?: AbortSignal): Promise<string> =>
      answered(async () => askOf(await orAborted(connected(), signal), { name, args, timeoutMs, signal }), signal),
    /** What kind of server it is, and its tools. @throws {GithubFailure} as `ask`; or the signal's reason. */
    offered: (signal?: AbortSignal): Promise<Omit<Connected, "client">> =>
      answered(async () => {
        const { kind, tools } = await orAborted(connected(), signal);
        return { kind, tools };
      }, signal),
    /** SHA-256 of each tool as the server describes it right now. @throws {GithubFailure} as `ask`; or the signal's reason. */
    digests: (signal?: AbortSignal): Promise<Record<string, string>> =>
      answered(async () => {
        const { client } = await orAborted(connected(), signal);
        const tools = await orAborted(toolsOf(client, timeoutMs), signal);
        return Object.fromEntries(tools.map((tool) => [tool.name, digestOf(tool)]));
      }, signal),
    alive: () => isAlive(connected),
    isLeaving: () => leaving,
    leave: () => void (leaving = true),
    async close(): Promise<void> {
      leaving = closed = true;
      const up = await current?.catch(() => undefined);
      await up?.client.close();
    },
  };
}

type Asked = { name: string; args: object; timeoutMs: number; signal: AbortSignal | undefined };

async function askOf({ client, tools }: Connected, { name, args, timeoutMs, signal }: Asked): Promise<string> {
  if (!tools.has(name)) throw new GithubFailure(lacks(name));
  // A signal of our own for each call: the SDK never takes its listeners off.
  const options = { timeout: timeoutMs, ...(signal && { signal: AbortSignal.any([signal]) }) };
  const trace = traceHeaders();
  const call = { name, arguments: { ...args }, ...(trace.traceparent && { _meta: trace }) };
  const answer = CallToolResultSchema.parse(await orAborted(client.callTool(call, undefined, options), signal));
  const text = answer.content.map((block) => (block.type === "text" ? block.text : "")).join("");
  if (answer.isError) throw new GithubFailure(failureIn(text));
  return text;
}

/** Whether the server answers a ping of the protocol, which asks nothing of GitHub. */
async function isAlive(connected: () => Promise<Connected>): Promise<boolean> {
  try {
    await (await connected()).client.ping({ timeout: PING_MS });
    return true;
  } catch {
    return false;
  }
}

const FAILURE_BOUNDS = { depth: 16, values: 1_000, members: 100 };

/** Ours is JSON; another server's is words. */
function failureIn(text: string): Failure {
  const read = readJson(text, FAILURE_BOUNDS);
  const failure = failureShape.safeParse(read.ok ? read.value : undefined);
  return failure.success ? failure.data : failureFromWords(text, Date.now());
}
