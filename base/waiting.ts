/** Hears at each try why something is still waited for. */
export type Waiting = (reason: string) => void;

/** By then a start where everything comes up together is over. */
const QUIET_MS = 1_000;
const AGAIN_AFTER_MS = 30_000;

/**
 * Nobody waits without a word: it is said soon, whenever the reason is another one, and every half a minute.
 *
 * @param say Once for each of these.
 */
export function sayingWhy(say: (reason: string) => void, quietMs = QUIET_MS): Waiting {
  const began = performance.now();
  let said: { reason: string; at: number } | undefined;
  return (reason) => {
    const now = performance.now();
    if (now - began < quietMs) return;
    if (said?.reason === reason && now - said.at < AGAIN_AFTER_MS) return;
    said = { reason, at: now };
    say(reason);
  };
}

const SLOW_MS = 15_000;

/** Says it once, where the work takes longer than people expect. */
export function whenSlow(work: Promise<unknown>, say: () => void, afterMs = SLOW_MS): void {
  const timer = setTimeout(say, afterMs);
  const done = () => clearTimeout(timer);
  work.then(done, done);
}
