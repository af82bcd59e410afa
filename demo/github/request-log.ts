import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Clock } from "../../base/clock.ts";
import type { Environment, RestContext } from "./environment.ts";

/** How many requests are remembered one by one; all are counted. */
const MAX_LOGGED = 1_000;

/** `status` 0: the connection ended without a whole answer, as a fault asked. */
type Entry = { method: string; path: string; query: string; at: string; status: number };

export type RequestLog = ReturnType<typeof createRequestLog>;

/** What the readers of this GitHub asked it, for tests and for the curious. */
export function createRequestLog(clock: Clock) {
  let log: Entry[] = [];
  let counts = new Map<string, number>();

  const middleware: MiddlewareHandler<Environment> = async (c, next) => {
    const at = clock().toISOString();
    await next();
    const { pathname, search } = new URL(c.req.url);
    const status = c.res.headers.has("x-hono-already-sent") ? 0 : c.res.status;
    log = [...log, { method: c.req.method, path: pathname, query: search.slice(1), at, status }].slice(-MAX_LOGGED);
    counts.set(routeOf(c), (counts.get(routeOf(c)) ?? 0) + 1);
  };
  const read = () => {
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { total, by_route: Object.fromEntries(counts), log };
  };
  const clear = () => {
    log = [];
    counts = new Map();
  };
  return { middleware, read, clear };
}

/** As GitHub's documentation names it, `GET /repos/{owner}/{repo}/pulls`, whatever the prefix. */
function routeOf(c: RestContext): string {
  const pattern = matchedRoutes(c).findLast(({ path }) => !path.endsWith("*"))?.path;
  if (pattern === undefined) return `${c.req.method} (unknown)`;
  return `${c.req.method} ${pattern.replace(/^\/api\/v3/, "").replace(/:(\w+)(\{[^{}]*\})?/g, "{$1}")}`;
}
