import type { components } from "@octokit/openapi-types";
import type { MiddlewareHandler } from "hono";
import type { Clock } from "../../base/clock.ts";
import type { Environment } from "./environment.ts";

type RateLimit = components["schemas"]["rate-limit"];
type Overview = components["schemas"]["rate-limit-overview"];

/** Source: docs.github.com, "Rate limits for the REST API", for a signed-in person. */
const BUCKETS = { core: { limit: 5_000, windowS: 3_600 }, search: { limit: 30, windowS: 60 } };
type Bucket = keyof typeof BUCKETS;

/** Counts as GitHub counts, but never refuses: a refusal comes only from a fault that was asked for. */
export function createRateLimits(clock: Clock) {
  const used = new Map<string, number>();

  const periodOf = (bucket: Bucket) => Math.floor(clock().getTime() / 1_000 / BUCKETS[bucket].windowS);
  const read = (bucket: Bucket): RateLimit => {
    const { limit, windowS } = BUCKETS[bucket];
    const spent = Math.min(used.get(`${bucket} ${periodOf(bucket)}`) ?? 0, limit - 1);
    return { limit, used: spent, remaining: limit - spent, reset: (periodOf(bucket) + 1) * windowS };
  };
  const spend = (bucket: Bucket) => {
    const key = `${bucket} ${periodOf(bucket)}`;
    for (const old of used.keys()) if (old.startsWith(`${bucket} `) && old !== key) used.delete(old);
    used.set(key, (used.get(key) ?? 0) + 1);
  };

  /** A 304 and a look at the limits cost nothing. A fault's own headers stay. */
  const headers: MiddlewareHandler<Environment> = async (c, next) => {
    await next();
    const bucket: Bucket = /\/search\//.test(c.req.path) ? "search" : "core";
    if (c.res.status !== 304 && !c.req.path.endsWith("/rate_limit")) spend(bucket);
    if (c.res.headers.has("x-ratelimit-remaining") || c.res.headers.has("x-hono-already-sent")) return;
    const { limit, remaining, used: spent, reset } = read(bucket);
    const values = { limit, remaining, used: spent, reset, resource: bucket };
    for (const [name, value] of Object.entries(values)) c.res.headers.set(`x-ratelimit-${name}`, String(value));
  };

  const overview = (): Overview => {
    return { resources: { core: read("core"), search: read("search") }, rate: read("core") };
  };
  return { headers, overview };
}
