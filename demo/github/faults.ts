import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { MiddlewareHandler, Next } from "hono";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { Environment, RestContext } from "./environment.ts";
import { refuse } from "./refusals.ts";

const RATE_LIMIT_DOCUMENTATION = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
/** By its end Go clients know a secondary limit, and how long to wait. */
const SECONDARY_DOCUMENTATION = `${RATE_LIMIT_DOCUMENTATION}#about-secondary-rate-limits`;
const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/** @source GitHub's answer for a repository that was taken down. */
const BLOCK = {
  reason: "dmca",
  created_at: "2026-01-12T09:30:00Z",
  html_url: "https://github.com/github/dmca/blob/master/2026/01/2026-01-12-acme.md",
};
/** What a proxy or a sign-in page sends in GitHub's place. */
const PAGE = "<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in to continue</h1></body></html>";

export const faultSchema = z.strictObject({
  /** Part of the path and query: `/pulls`, `page=2`. */
  route: z.string(),
  fault: z.enum([
    "401",
    "429",
    "403-primary",
    "403-secondary",
    "500-before",
    "500-after",
    "hang",
    "drop-after",
    "truncate",
    "slow",
    "empty",
    "403",
    "451",
    "html",
    "403-html",
    "404-html",
    "502-html",
  ] as const),
  times: z.int().positive().default(1),
  retry_after_s: z.int().nonnegative().default(1),
  delay_ms: z.int().nonnegative().default(1_000),
});
type Fault = z.infer<typeof faultSchema>;

export type Faults = ReturnType<typeof createFaults>;

/** Misbehaviour by appointment: each fault happens to the next `times` requests that it fits, the oldest fault first. */
export function createFaults(clock: Clock) {
  let pending: Fault[] = [];

  const take = (address: string): Fault | undefined => {
    const fault = pending.find(({ route }) => address.includes(route));
    if (fault && --fault.times === 0) pending = pending.filter((other) => other !== fault);
    return fault;
  };
  const middleware: MiddlewareHandler<Environment> = async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const fault = take(pathname + search);
    return fault ? misbehave(fault, c, next, clock) : next();
  };
  const add = (fault: Fault) => void pending.push({ ...fault });
  const clear = () => void (pending = []);
  return { middleware, add, clear, list: () => pending };
}

async function misbehave(fault: Fault, c: RestContext, next: Next, clock: Clock): Promise<Response | void> {
  switch (fault.fault) {
    // As of a token that was revoked.
    case "401":
      return refuse(c, 401, "Bad credentials");
    case "429":
      c.header("retry-after", String(fault.retry_after_s));
      return refuse(c, 429, SECONDARY, SECONDARY_DOCUMENTATION);
    case "403-secondary":
      c.header("retry-after", String(fault.retry_after_s));
      return refuse(c, 403, SECONDARY, SECONDARY_DOCUMENTATION);
    case "403-primary":
      c.header("x-ratelimit-limit", "5000");
      c.header("x-ratelimit-remaining", "0");
      c.header("x-ratelimit-used", "5000");
      c.header("x-ratelimit-resource", "core");
      c.header("x-ratelimit-reset", String(Math.floor(clock().getTime() / 1_000) + fault.retry_after_s));
      return refuse(c, 403, "API rate limit exceeded for user ID 1000.", RATE_LIMIT_DOCUMENTATION);
    case "500-before":
      return refuse(c, 500, "Server Error");
    case "500-after":
      await next();
      return replace(c, refuse(c, 500, "Server Error"));
    case "empty":
      return c.json([], 200);
    case "403":
      return refuse(c, 403, "Resource not accessible by personal access token");
    case "451":
      return c.json({ message: "Repository access blocked", block: BLOCK }, 451);
    case "html":
      return c.html(PAGE, 200);
    case "403-html":
      return c.html(PAGE, 403);
    case "404-html":
      return c.html(PAGE, 404);
    case "502-html":
      return c.html(PAGE, 502);
    case "hang":
      await clientLeaves(c);
      return RESPONSE_ALREADY_SENT;
    case "slow":
      await Promise.race([clientLeaves(c), pause(fault.delay_ms)]);
      return next();
    case "drop-after":
      await next();
      c.env.outgoing.destroy();
      return replace(c, RESPONSE_ALREADY_SENT);
    case "truncate":
      await next();
      await sendHalf(c);
      return replace(c, RESPONSE_ALREADY_SENT);
    default:
      fault.fault satisfies never;
  }
}

/** Hono keeps the headers of a response that is merely overwritten. */
function replace(c: RestContext, response: Response): void {
  c.res = undefined;
  c.res = response;
}

function clientLeaves(c: RestContext): Promise<void> {
  const { outgoing } = c.env;
  return new Promise((resolve) => (outgoing.destroyed ? resolve() : outgoing.once("close", () => resolve())));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** Promises the whole length, sends half of it, and hangs up. */
async function sendHalf(c: RestContext): Promise<void> {
  const whole = Buffer.from(await c.res.arrayBuffer());
  const { outgoing } = c.env;
  outgoing.writeHead(c.res.status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": whole.length,
  });
  await new Promise<void>((resolve) => outgoing.write(whole.subarray(0, whole.length / 2), () => resolve()));
  outgoing.destroy();
}
