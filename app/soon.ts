import type { Deps } from "./deps.ts";

const SOON_MS = 1_000;

/**
 * What a page would like to show and can do without.
 *
 * @returns null when it cannot be had, for whatever reason, or not soon enough. The page says so in its place.
 */
export function soon<Value>(
  { log }: Pick<Deps, "log">,
  what: string,
  ask: () => Promise<Value>,
  patienceMs = SOON_MS,
): Promise<Value | null> {
  const missing = (error: unknown): null => {
    log.warn({ what, error: error instanceof Error ? error.message : "failed" }, "a page is drawn without something");
    return null;
  };
  return Promise.race([ask().catch(missing), late(patienceMs)]);
}

/** Null, after so long. */
export function late(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, ms, null).unref());
}
