import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Log } from "../base/log.ts";
import { detailsOf, Problem } from "../webhooks/contract/problem.ts";

type Next = () => Promise<void>;

const PROBLEM_TYPE = { "content-type": "application/problem+json" };
const OURS = new Problem("failed", "Something went wrong here.", "Try again; the log has the reason.");

/** Where not even the handler of errors came to an answer. */
export const brokenAnswer = (): Response =>
  Response.json(detailsOf(OURS), { status: OURS.status, headers: PROBLEM_TYPE });

/** The one place where an error becomes an answer: a problem document. */
export function refusal(error: Error, c: Context, log: Pick<Log, "error">): Response {
  if (error instanceof Problem) return refused(c, error);
  // Whoever hung up reads no answer, and what broke off with them is no fault of ours.
  if (c.req.raw.signal.aborted)
    return refused(c, new Problem("bad_request", "The request broke off.", "Send it again."));
  log.error({ error, path: c.req.path }, "request failed");
  return refused(c, OURS);
}

export function refused(c: Context, error: Problem): Response {
  if (error.retryAfterS !== undefined) c.header("retry-after", String(Math.ceil(error.retryAfterS)));
  if (error.code === "unauthorized") c.header("www-authenticate", 'Bearer realm="pulse"');
  return c.json(detailsOf(error), error.status as 500, PROBLEM_TYPE);
}

/** A form or a text of another kind is no JSON, even where it can be read as one. Without a word on it, a body counts as JSON. */
export async function onlyJson(c: Context, next: Next): Promise<void> {
  const type = c.req.header("content-type") ?? "";
  const reads = c.req.method === "GET" || c.req.method === "HEAD" || c.req.method === "OPTIONS";
  if (!reads && type !== "" && !/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new Problem(
      "unsupported_media_type",
      "The body is not JSON by its type.",
      "Send Content-Type: application/json.",
    );
  }
  await next();
}

const MAX_BODY_BYTES = 1024 * 1024;

/** No body is larger than 1 MiB. */
export const boundedBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError(c) {
    // The rest of the body is not read, so the connection cannot serve another request.
    c.header("connection", "close");
    return refused(c, new Problem("too_large", "The body is larger than 1 MiB.", "Send less."));
  },
});
