import { DIFF_TOO_LARGE } from "./classify.ts";
import type { Failure } from "./failure.ts";

/** Its wait where it says "Wait before retrying" and no more, and GitHub's own advice where nobody says anything. */
const UNTOLD_WAIT_S = 60;

/** @source github-mcp-server, pkg/github/lockdown.go. */
const LOCKDOWN = /restricted by lockdown mode|failed to check lockdown mode/;
/** go-github's "GET https://…: 404 Not Found []", and "unexpected status 404: …". What people wrote stands behind it. */
const STATUS = /(?:\b(?:GET|POST) "?\S{1,2000}: |\bunexpected status )(\d{3})\b/;
/** A connection that GitHub closed in the middle of its answer. */
const BROKE_OFF = /\bEOF$|connection reset by peer/;
const NETWORK = /timeout|deadline exceeded|connection refused|no such host|x509|network is unreachable/i;
/** Its questions by GraphQL say no more than this: that something is missing it does not mean. */
const GRAPHQL = /status code: \d{3}|^failed to .{1,80} via GraphQL/;

/** Another server's errors are words, and no promise: what they do not say plainly is no claim of ours either. */
export function failureFromWords(text: string, nowMs: number): Failure {
  const told = STATUS.exec(text)?.[1];
  const status = told ? Number(told) : null;
  const failure = { message: "The GitHub server reported an error.", status, retry_after_s: null };
  if (LOCKDOWN.test(text)) return { ...failure, code: "restricted", status: null };
  if (/rate limit/i.test(text)) return { ...failure, code: "rate_limited", retry_after_s: waitIn(text, nowMs) };
  if (status === 429) return { ...failure, code: "rate_limited", retry_after_s: UNTOLD_WAIT_S };
  if (status !== null) return { ...failure, code: codeOfStatus(status) };
  if (BROKE_OFF.test(text.trimEnd())) return { ...failure, code: "broken_off" };
  if (NETWORK.test(text)) return { ...failure, code: "network" };
  return { ...failure, code: GRAPHQL.test(text) ? "server_error" : "invalid" };
}

function codeOfStatus(status: number): Failure["code"] {
  switch (status) {
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
    case 410:
      return "not_found";
    case 451:
      return "blocked";
    case DIFF_TOO_LARGE:
      return "too_large";
    default:
      return status >= 500 ? "server_error" : "invalid";
  }
}

/** "Retry after 1h2m3.5s", "[rate reset in 1m30s]", "still exceeded until 2026-11-28 16:56:48 +0000 UTC". */
function waitIn(text: string, nowMs: number): number {
  const [, until] = /until (\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) \+0000 UTC/.exec(text) ?? [];
  const at = until ? Date.parse(`${until.replace(" ", "T")}Z`) : Number.NaN;
  if (!Number.isNaN(at)) return Math.max(1, Math.ceil((at - nowMs) / 1_000));
  const [, hours = 0, minutes = 0, seconds = 0] =
    /(?:after|reset in) (?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?)s)?/i.exec(text) ?? [];
  return Math.ceil(Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) || UNTOLD_WAIT_S;
}
