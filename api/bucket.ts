import { Problem } from "../webhooks/contract/problem.ts";

/**
 * So much room a minute, which fills evenly: a burst of one minute passes and no more. By the time that nobody sets.
 *
 * @returns what takes from it: seconds to wait until there is room; 0: it was taken.
 */
export function bucket(perMinute: number): () => number {
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

/** @param who "This API key" */
export function tooMany(who: string, waitS: number): Problem {
  const retryAfterS = Math.max(1, Math.ceil(waitS));
  const after = retryAfterS === 1 ? "a second" : `${retryAfterS} seconds`;
  return new Problem("rate_limited", `${who} sends more requests than it may.`, `Try again after ${after}.`, {
    retryAfterS,
  });
}
