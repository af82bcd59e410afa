import type { Clock } from "../../base/clock.ts";

/** Slack: one message a second in a channel, short bursts allowed. Source: docs.slack.dev, "Rate limits", "Posting messages". */
const PER_SECOND = 1;
const BURST = 5;

export type Rate = ReturnType<typeof createRate>;

/** One leaking bucket a channel. With `on: false` nothing is ever held up. */
export function createRate(clock: Clock, on: boolean) {
  const buckets = new Map<string, { tokens: number; at_ms: number }>();

  return {
    /** @returns undefined when the message may go, else how many whole seconds to wait. */
    take(channel: string): number | undefined {
      if (!on) return undefined;
      const now = clock().getTime();
      const last = buckets.get(channel) ?? { tokens: BURST, at_ms: now };
      const tokens = Math.min(BURST, last.tokens + ((now - last.at_ms) / 1_000) * PER_SECOND);
      const goes = tokens >= 1;
      buckets.set(channel, { tokens: goes ? tokens - 1 : tokens, at_ms: now });
      return goes ? undefined : Math.max(1, Math.ceil((1 - tokens) / PER_SECOND));
    },
  };
}
