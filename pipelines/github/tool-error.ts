import type { ToolError } from "./tools.ts";

type Failed = { status?: number; response?: { headers?: Record<string, string | number | undefined> } };

/**
 * Sorts what Octokit threw. The message is made here: GitHub's own may hold addresses with credentials.
 *
 * @source docs.github.com, "Rate limits for the REST API": primary limits have `x-ratelimit-remaining: 0` and a reset time,
 *   secondary ones a `retry-after`.
 */
export function toolErrorOf(error: unknown, aborted: boolean, now: number = Date.now()): ToolError {
  if (aborted) return { code: "aborted", message: "stopped", status: null, retry_after_s: null };
  const { status, response } = (error ?? {}) as Failed;
  const wait = waitOf(response?.headers ?? {}, now);
  if (status === 429 || (status === 403 && wait !== null)) {
    return { code: "rate_limited", message: "GitHub's rate limit is used up", status, retry_after_s: wait ?? 60 };
  }
  if (status === 401)
    return { code: "unauthorized", message: "GitHub does not accept the token", status, retry_after_s: null };
  if (status === 403) return { code: "forbidden", message: "the token may not read this", status, retry_after_s: null };
  if (status === 404) return { code: "not_found", message: "not found", status, retry_after_s: null };
  if (status && status >= 500 && response) {
    return { code: "upstream", message: `GitHub answered ${status}`, status, retry_after_s: null };
  }
  return { code: "upstream", message: "GitHub cannot be reached", status: null, retry_after_s: null };
}

function waitOf(headers: Record<string, string | number | undefined>, now: number): number | null {
  if (headers["retry-after"] !== undefined) return Number(headers["retry-after"]);
  if (String(headers["x-ratelimit-remaining"]) !== "0") return null;
  return Math.max(0, Number(headers["x-ratelimit-reset"] ?? 0) - Math.floor(now / 1000)) + 1;
}
