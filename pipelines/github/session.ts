import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Log } from "../../base/log.ts";
import { SERVER_NAME } from "./server.ts";
import { githubChild, type GithubSettings } from "./spawn.ts";
import { toolError, type ToolError } from "./tools.ts";

const CALL_TIMEOUT_MS = 60_000;

export type ToolAnswer = { ok: true; text: string; official: boolean } | { ok: false; error: ToolError };

export type Session = {
  call: (name: string, args: Record<string, unknown>, signal: AbortSignal | undefined) => Promise<ToolAnswer>;
  warm: () => void;
  close: () => Promise<void>;
};

const GONE: ToolError = { code: "upstream", message: "the GitHub reader stopped", status: null, retry_after_s: null };

/** One MCP child per process, started at the first call and again after it died. */
export function githubSession(settings: GithubSettings, log: Log): Session {
  let connected: Promise<Client> | undefined;
  let closing = false;

  function connect(): Promise<Client> {
    connected ??= open().catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    return connected;
  }

  async function open(): Promise<Client> {
    const client = new Client({ name: "pulse", version: "1.0.0" });
    client.onclose = () => {
      connected = undefined;
      if (!closing) log.warn("the GitHub reader ended; the next call starts it again");
    };
    await client.connect(new StdioClientTransport(githubChild(settings)));
    return client;
  }

  return {
    async call(name, args, signal) {
      signal?.throwIfAborted();
      try {
        const client = await connect();
        const options = { timeout: CALL_TIMEOUT_MS, ...(signal && { signal }) };
        const answer = await client.callTool({ name, arguments: args }, undefined, options);
        return read(answer, client.getServerVersion()?.name !== SERVER_NAME);
      } catch (error) {
        signal?.throwIfAborted();
        log.warn({ error: error instanceof Error ? error.message : String(error), tool: name }, "a GitHub call failed");
        return { ok: false, error: GONE };
      }
    },
    warm: () => void connect().catch((error: unknown) => log.warn({ error }, "the GitHub reader did not start")),
    async close() {
      closing = true;
      await (await connected?.catch(() => undefined))?.close();
    },
  };
}

function read({ isError, content }: Record<string, unknown>, official: boolean): ToolAnswer {
  const [first] = (content ?? []) as { type: string; text?: string }[];
  const text = first?.text ?? "";
  return isError ? { ok: false, error: errorFrom(text) } : { ok: true, text, official };
}

/** Ours is JSON. The official server says it in words: "… Retry after 1m30s". */
function errorFrom(text: string): ToolError {
  try {
    return toolError.parse(JSON.parse(text));
  } catch {
    const limited = /rate limit/i.test(text);
    const code = limited ? "rate_limited" : /404|not found/i.test(text) ? "not_found" : "upstream";
    return {
      code,
      message: "the GitHub server reported an error",
      status: null,
      retry_after_s: limited ? waitIn(text) : null,
    };
  }
}

function waitIn(text: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /after (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(?:\.\d+)?s)?/i.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) || 60;
}
