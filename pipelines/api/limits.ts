import type { Context } from "hono";
import { bucket, tooMany } from "../../api/bucket.ts";
import type { ApiLimits } from "../api-limits.ts";

type Next = () => Promise<void>;

/** Buckets that fill evenly and hold a minute's worth. */
export function limitsOf({ requests, starts }: ApiLimits) {
  const held = (take: () => number) => async (_c: Context, next: Next) => {
    const waitS = take();
    if (waitS > 0) throw tooMany("This API key", waitS);
    await next();
  };
  return { all: held(bucket(requests)), starts: held(bucket(starts)) };
}
