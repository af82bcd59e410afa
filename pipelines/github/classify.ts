import { z } from "zod";
import { retryAfterS } from "../../base/retry-after.ts";
import type { Failure } from "./failure.ts";
import { LedElsewhere } from "./same-origin.ts";
import { isPage, StrangeAnswer } from "./strange-answer.ts";

/** @source docs.github.com, "Rate limits for the REST API": without a header, wait at least one minute. */
const UNTOLD_WAIT_S = 60;
const MAX_MESSAGE_CHARS = 300;

/** @source GitHub's answer for a diff of more than 300 files or 20,000 lines: "Sorry, the diff exceeded the maximum number of …". */
export const DIFF_TOO_LARGE = 406;

const headers = z.record(z.string(), z.union([z.string(), z.number()]).optional());
const requestError = z.object({
  status: z.number(),
  message: z.string(),
  /** Absent when GitHub did not answer at all: Octokit then makes the status up. */
  response: z.object({ headers, data: z.unknown() }).optional(),
});

/** Sorts what Octokit throws. Anything unknown counts as the network's. */
export function classify(error: unknown, signal: AbortSignal, nowMs: number): Failure {
  if (signal.aborted) return { code: "aborted", message: "The call was stopped.", status: null, retry_after_s: null };
  const redirect = error instanceof Error ? error.cause : null;
  if (redirect instanceof LedElsewhere) {
    return { code: "led_elsewhere", message: safeText(redirect.message), status: redirect.status, retry_after_s: null };
  }
  if (error instanceof StrangeAnswer) {
    return { code: error.code, message: error.message, status: null, retry_after_s: null };
  }
  const read = requestError.safeParse(error);
  if (!read.success || !read.data.response) {
    const message = safeText(error instanceof Error ? error.message : "Unknown error");
    const code = BROKE_OFF.has(codeIn(error)) ? "broken_off" : "network";
    return { code, message, status: null, retry_after_s: null };
  }
  const { status, response } = read.data;
  const message = safeText(messageOf(response.data) ?? read.data.message);
  const failure = { message, status, retry_after_s: null };
  // GitHub itself sends pages only where it is in trouble.
  if (status < 500 && isPage(response.data)) return { ...failure, message: "a web page", code: "foreign" };
  if (isBlocked(status, response.data)) return { ...failure, code: "blocked" };
  if (status === 401) return { ...failure, code: "unauthorized" };
  if (status === 404 || status === 410) return { ...failure, code: "not_found" };
  if (status === DIFF_TOO_LARGE) return { ...failure, code: "too_large" };
  if (status >= 500) return { ...failure, code: "server_error", retry_after_s: told(response.headers, nowMs) };
  if (status === 403 || status === 429) return limitOrForbidden(failure, response.headers, nowMs);
  return { ...failure, code: "invalid" };
}

/** Codes of Node and undici for connections that were made, and ended too early. */
const BROKE_OFF: ReadonlySet<string> = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

function codeIn(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return "code" in error && typeof error.code === "string" ? error.code : codeIn(error.cause);
}

type Headers = z.infer<typeof headers>;

function limitOrForbidden(failure: Omit<Failure, "code">, given: Headers, nowMs: number): Failure {
  const wait = told(given, nowMs) ?? untilReset(given, nowMs);
  if (wait !== null) return { ...failure, code: "rate_limited", retry_after_s: wait };
  const limited = failure.status === 429 || /rate limit/i.test(failure.message);
  return limited
    ? { ...failure, code: "rate_limited", retry_after_s: UNTOLD_WAIT_S }
    : { ...failure, code: "forbidden" };
}

/** `retry-after` in whole seconds. */
function told(given: Headers, nowMs: number): number | null {
  const seconds = retryAfterS({ get: (name) => given[name]?.toString() ?? null }, new Date(nowMs));
  return seconds === null ? null : Math.ceil(seconds);
}

/** The primary limit: nothing remains until `x-ratelimit-reset`, in seconds since 1970. */
function untilReset(given: Headers, nowMs: number): number | null {
  if (String(given["x-ratelimit-remaining"]) !== "0") return null;
  const resetS = Number(given["x-ratelimit-reset"]);
  return Number.isFinite(resetS) ? Math.max(1, Math.ceil(resetS - nowMs / 1_000) + 1) : UNTOLD_WAIT_S;
}

/** @source GitHub takes repositories down with 451 for the law's sake, with 403 for its own terms; both answers hold a `block`. */
function isBlocked(status: number, data: unknown): boolean {
  return status === 451 || (status === 403 && z.object({ block: z.object({}) }).safeParse(data).success);
}

function messageOf(data: unknown): string | undefined {
  return z.object({ message: z.string() }).safeParse(data).data?.message;
}

/** Without addresses (a proxy's may hold a password) and without anything that looks like a token. */
export function safeText(text: string): string {
  return text
    .replace(/(?<![a-z0-9+.-])[a-z0-9+.-]*:\/\/\S+/gi, "[address]")
    .replace(/\b(gh[a-z]_|github_pat_)\w+/g, "[secret]")
    .slice(0, MAX_MESSAGE_CHARS);
}
