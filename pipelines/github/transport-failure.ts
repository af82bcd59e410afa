import { StreamableHTTPError } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ErrorCode, McpError } from "@modelcontextprotocol/sdk/types.js";
import { safeText } from "./classify.ts";
import { GithubFailure, type Failure } from "./failure.ts";
import { failureFromWords } from "./foreign-words.ts";
import { lacks } from "./offered.ts";
import type { Way } from "./way.ts";

/** `heard`: the first thing that was no message of the protocol. `starting`: nothing was ever answered on this way. */
type Met = { by: Way["by"]; heard?: Error | undefined; starting: boolean };

/** What the SDK throws, as a failure: of the server, of the way to it, or of GitHub behind it. */
export function transportFailure(error: unknown, met: Met): GithubFailure {
  const failure = met.by === "own" ? ofOwnChild(error) : ofForeign(error, met);
  return new GithubFailure(failure, { cause: error });
}

/** @source MCP, "Streamable HTTP": a session that a server does not know is answered with 404. */
export const hasExpired = (error: unknown): boolean => error instanceof StreamableHTTPError && error.code === 404;

const failureOf = (code: Failure["code"], message: string, status: number | null = null): Failure => {
  return { code, message: safeText(message), status, retry_after_s: null };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : "The GitHub reader failed.");

function ofOwnChild(error: unknown): Failure {
  if (isTimeout(error)) return failureOf("timed_out", messageOf(error));
  return failureOf(hasDied(error) ? "network" : "unreadable", messageOf(error));
}

function ofForeign(error: unknown, { by, heard, starting }: Met): Failure {
  const message = messageOf(error);
  if (error instanceof StreamableHTTPError) return ofAddress(error, starting);
  if (UNSTARTABLE.has(codeIn(error))) return failureOf("not_started", message);
  if (hasDied(error)) {
    if (!starting) return failureOf("reader_away", message);
    return heard ? failureOf("no_mcp", messageOf(heard)) : failureOf("ended", message);
  }
  if (isTimeout(error))
    return starting && heard ? failureOf("no_mcp", messageOf(heard)) : failureOf("timed_out", message);
  if (error instanceof McpError) return ofProtocol(error, starting);
  // What `fetch` throws where nobody answers.
  if (by === "address" && error instanceof TypeError) return failureOf("reader_away", message);
  return failureOf(starting ? "no_mcp" : "unreadable", message);
}

/** @source Node, `child_process`: no such program, or one that may not be run. */
const UNSTARTABLE: ReadonlySet<string> = new Set(["ENOENT", "EACCES", "ENOTDIR", "ENOEXEC", "ELOOP"]);

const codeIn = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

function ofAddress({ code = -1, message }: StreamableHTTPError, starting: boolean): Failure {
  const status = code > 0 ? code : null;
  if (code === 401 || code === 403) return failureOf("bearer_refused", message, code);
  if (code === 429) return { ...failureOf("rate_limited", message, code), retry_after_s: null };
  if (code >= 500) return failureOf("reader_trouble", message, code);
  if (code === 404 && !starting) return failureOf("reader_away", message, code);
  return failureOf("no_mcp", message, status);
}

/** Some servers answer with errors of the protocol what others say in words of a tool. */
function ofProtocol(error: McpError, starting: boolean): Failure {
  const words = error.message.replace(/^MCP error -?\d{1,9}: /, "");
  const unknown =
    /unknown tool "?([\w-]{1,80})"?/i.exec(words)?.[1] ?? /tool "?([\w-]{1,80})"? not found/i.exec(words)?.[1];
  if (unknown) return lacks(unknown);
  if (starting) return failureOf("no_mcp", words);
  return failureFromWords(words, Date.now());
}

const isTimeout = (error: unknown): boolean => error instanceof McpError && error.code === ErrorCode.RequestTimeout;

/** The server went away under the call, or before it; the next try gets a new one. @source the SDK: a lost connection, and its transport's "Not connected". */
function hasDied(error: unknown): boolean {
  if (error instanceof McpError) return error.code === ErrorCode.ConnectionClosed;
  return error instanceof Error && (error.message === "Not connected" || codeIn(error) === "EPIPE");
}
