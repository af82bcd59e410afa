import type { App } from "@slack/bolt";
import { pause } from "../../../base/abortable.ts";
import type { Clock } from "../../../base/clock.ts";
import type { Log } from "../../../base/log.ts";
import type { TransportHealth } from "../../ports/slack-setup.ts";
import { openSocket, type Ended } from "./connection.ts";
import type { Transport } from "./transport.ts";

/**
 * How long it waits before it tries again, at first and at most; how long a connection has to last to count as good; and how long Slack
 * may be away before the log says so, and how long it may take to say hello.
 */
export type Pauses = { first_ms: number; most_ms: number; steady_ms: number; quiet_ms: number; hello_ms: number };
const PAUSES: Pauses = { first_ms: 1_000, most_ms: 30_000, steady_ms: 10_000, quiet_ms: 5_000, hello_ms: 10_000 };

type Options = {
  appToken: string;
  apiUrl: string;
  log: Log;
  clock: Clock;
  pauses?: Pauses;
  /** 0 to 1, exclusive. */
  chance?: () => number;
};

/**
 * Socket Mode under our own supervision. The SDK's reconnecting leaves a rejected promise that nobody awaits when Slack is away for
 * longer, and that ends the process (`delayReconnectAttempt` in @slack/socket-mode 3.1); so each connection is one client of the SDK
 * that never reconnects, and this loop makes the next one.
 */
export function socketTransport({ pauses = PAUSES, chance = Math.random, ...options }: Options): Transport {
  const { log, clock } = options;
  const stopping = new AbortController();
  const health: TransportHealth = { transport: "socket", connected: false, since: null, last_problem: null };
  let app: App | undefined;
  let told = false;
  let away_since = performance.now();

  function connected(): void {
    if (told) log.warn("Slack is connected again");
    else log.info("Slack is connected");
    told = false;
    Object.assign(health, { connected: true, since: clock(), last_problem: null });
  }

  /** An outage is told once, however many tries it takes; a hand-over that Slack asked for is none. */
  function ended({ problem, next_at_once }: Ended): void {
    if (next_at_once) return;
    if (health.connected) away_since = performance.now();
    Object.assign(health, { connected: false, last_problem: problem });
    if (told || performance.now() - away_since < pauses.quiet_ms) return;
    log.warn({ problem }, "Slack is not connected; Pulse keeps trying");
    told = true;
  }

  async function supervise(bolt: App): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const ending = await openSocket(bolt, {
        ...options,
        hello_ms: pauses.hello_ms,
        signal: stopping.signal,
        connected,
      });
      if (stopping.signal.aborted) break;
      failures = ending.lived_ms >= pauses.steady_ms ? 0 : failures + 1;
      // A Slack that asks again and again for the next connection is not run after.
      const next_at_once = ending.next_at_once && failures <= 1;
      ended({ ...ending, next_at_once });
      if (next_at_once) continue;
      const wait_ms = Math.max(pauseAfter(failures, pauses, chance), ending.wait_ms);
      await pause(wait_ms, stopping.signal).catch(() => undefined);
    }
    Object.assign(health, { connected: false });
  }

  return {
    init: (bolt) => void (app = bolt),
    async start() {
      if (!app) throw new Error("The transport belongs to no Bolt app.");
      void supervise(app).catch((error: unknown) => log.error({ error }, "the supervision of Slack's sockets ended"));
    },
    stop: async () => stopping.abort(),
    health: () => ({ ...health }),
  };
}

/** Twice as long after each failure, and never the same for everybody. */
export function pauseAfter(failures: number, { first_ms, most_ms }: Pauses, chance: () => number): number {
  const whole = Math.min(most_ms, first_ms * 2 ** Math.max(0, failures - 1));
  return whole / 2 + (whole / 2) * chance();
}
