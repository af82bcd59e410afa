import type { Clock } from "../../../base/clock.ts";

/** What was seen in the last while, by this process. */
export function rememberedFor(ms: number, clock: Clock) {
  const seen = new Map<string, number>();

  /** They stand in the order they came. */
  function forget(now: number): void {
    for (const [key, at] of seen) {
      if (now - at <= ms) return;
      seen.delete(key);
    }
  }

  return {
    /** @returns false when it has been claimed before. */
    claim(key: string): boolean {
      const now = clock().getTime();
      forget(now);
      if (seen.has(key)) return false;
      seen.set(key, now);
      return true;
    },
    release: (key: string) => void seen.delete(key),
  };
}
