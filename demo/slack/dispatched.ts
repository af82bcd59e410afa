import type { Clock } from "../../base/clock.ts";

/** The three kinds of envelopes. Source: docs.slack.dev, "Using Socket Mode". */
export type Kind = "slash_commands" | "interactive" | "events_api";

/** One delivery to the app, as it went. */
export type Dispatched = {
  id: string;
  kind: Kind;
  /** The command's name, the payload's `type`, or the event's. */
  what: string;
  by: string;
  transport: "http" | "socket";
  at: string;
  attempt: number;
  /** "in hand", "acked", or why not: `timeout`, `not connected`, `status 503`. */
  outcome: string;
  took_ms?: number;
  payload: Record<string, unknown>;
  /** What the app answered with its ack. */
  answer?: unknown;
};

const MAX_KEPT = 500;

export type DispatchLog = ReturnType<typeof createDispatchLog>;

export function createDispatchLog(clock: Clock) {
  const kept: Dispatched[] = [];
  let count = 0;

  return {
    all: (): readonly Dispatched[] => kept,

    clear: () => void kept.splice(0),

    note(of: Pick<Dispatched, "kind" | "what" | "by" | "transport" | "attempt" | "payload">): Dispatched {
      count += 1;
      const noted: Dispatched = { id: `d${count}`, at: clock().toISOString(), outcome: "in hand", ...of };
      kept.push(noted);
      if (kept.length > MAX_KEPT) kept.shift();
      return noted;
    },
  };
}
