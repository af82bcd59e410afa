import { DIFF_TOO_LARGE } from "./classify.ts";
import type { Failure } from "./failure.ts";

/** The name by which GitHub's own MCP server answers `initialize`. */
export const OFFICIAL_SERVER_NAME = "github-mcp-server";

/** Its wait where it says "Wait before retrying" and no more. */
const UNTOLD_WAIT_S = 60;

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', "#34": '"', "#39": "'" };

/** The official server escapes titles and bodies as HTML. One pass: `&amp;lt;` was written as `&lt;`. */
export function unescapeOnce(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|#34|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/** Its errors are words: "GitHub API rate limit exceeded. Retry after 1m30s", or go-github's "GET https://…: 404 Not Found []". */
export function failureFromWords(text: string): Failure {
  const told = /: (\d{3})\b/.exec(text)?.[1];
  const status = told ? Number(told) : null;
  const failure = { message: "The GitHub server reported an error.", status, retry_after_s: null };
  if (/rate limit/i.test(text)) return { ...failure, code: "rate_limited", retry_after_s: waitIn(text) };
  if (status === 401) return { ...failure, code: "unauthorized" };
  if (status === 403) return { ...failure, code: "forbidden" };
  if (status === 451) return { ...failure, code: "blocked" };
  if (status === 404) return { ...failure, code: "not_found" };
  if (status === DIFF_TOO_LARGE) return { ...failure, code: "too_large" };
  if (status !== null && status >= 500) return { ...failure, code: "server_error" };
  if (/timeout|connection|no such host|EOF/i.test(text)) return { ...failure, code: "network" };
  return { ...failure, code: "invalid" };
}

/** A Go duration, in seconds: `1h2m3.5s`. */
function waitIn(text: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] =
    /after (?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?/i.exec(text) ?? [];
  return Math.ceil(Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) || UNTOLD_WAIT_S;
}
