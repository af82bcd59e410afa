import type { Context } from "hono";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { ApiLimits } from "../api-limits.ts";

type Next = () => Promise<void>;

/** Buckets that fill evenly and hold a minute's worth, so that a burst of one minute passes and no more. */
export function limitsOf({ requests, starts }: ApiLimits) {
  const held = (take: () => number) => async (_c: Context, next: Next) => {
    const waitS = take();
    if (waitS > 0) throw tooMany(waitS);
    await next();
  };
  return { all: held(bucket(requests)), starts: held(bucket(starts)) };
}

/** By the time that nobody sets. @returns seconds to wait until there is room; 0: it was taken. */
function bucket(perMinute: number): () => number {
  let left = perMinute;
  let at = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(perMinute, left + ((now - at) / 60_000) * perMinute);
    at = now;
    if (left < 1) return ((1 - left) / perMinute) * 60;
    left -= 1;
    return 0;
  };
}

function tooMany(waitS: number): Problem {
  const retryAfterS = Math.max(1, Math.ceil(waitS));
  const after = retryAfterS === 1 ? "a second" : `${retryAfterS} seconds`;
  return new Problem("rate_limited", "This API key sends more requests than it may.", `Try again after ${after}.`, {
    retryAfterS,
  });
}
