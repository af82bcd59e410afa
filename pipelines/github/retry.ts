import { pause } from "../../base/abortable.ts";
import { GithubFailure, type Failure } from "./failure.ts";

const RETRIES = 3;
const FIRST_WAIT_MS = 300;
/** Waiting longer than this is the caller's decision, not ours. */
const LONGEST_WAIT_S = 60;

/**
 * Does the work again after failures that pass: trouble of GitHub's, the network, short rate limits.
 *
 * @throws {GithubFailure} the last failure; or the signal's reason, at once, also while waiting.
 */
export async function withRetries<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await work();
    } catch (error) {
      const waitMs = error instanceof GithubFailure && retries < RETRIES ? waitBefore(error.failure, retries) : null;
      if (waitMs === null) throw error;
      await pause(waitMs, signal);
    }
  }
}

const PASSING: ReadonlySet<Failure["code"]> = new Set([
  "server_error",
  "network",
  "broken_off",
  "rate_limited",
  "reader_away",
  "reader_trouble",
]);

/** Milliseconds with jitter, never less than GitHub asks for; null when trying again is of no use. */
function waitBefore({ code, retry_after_s }: Failure, retries: number): number | null {
  if (!PASSING.has(code)) return null;
  if (retry_after_s !== null && retry_after_s > LONGEST_WAIT_S) return null;
  const growing = FIRST_WAIT_MS * 2 ** retries * (0.5 + Math.random());
  return retry_after_s === null ? growing : retry_after_s * 1_000 + growing / 4;
}
