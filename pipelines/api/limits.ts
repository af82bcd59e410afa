import type { Context } from "hono";
import { Problem } from "../../webhooks/contract/problem.ts";

/** Requests a minute, of one API key and in one process: two instances let twice as many through. */
export type Limits = {
  requests: number;
  /** Those among them that start work: a run, a preview, a test of a model. */
  starts: number;
};

/**
 * The app is one key. It asks most while people watch runs: 180 requests a minute for each open page, 60 for each card in Slack. A
 * hundred of each are 24,000; two hundred schedules that begin in the same minute start 400 times. What meets the limit is a loop.
 */
export const USUAL_LIMITS: Limits = { requests: 30_000, starts: 480 };

type Next = () => Promise<void>;

/** Buckets that fill evenly and hold a minute's worth, so that a burst of one minute passes and no more. */
export function limitsOf({ requests, starts }: Limits) {
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
