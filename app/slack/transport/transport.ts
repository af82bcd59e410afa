import type { Receiver } from "@slack/bolt";

/** How Slack reaches Pulse: our sockets to it, its requests to us, or not at all. */
export type TransportName = "socket" | "http" | "off";

export type TransportHealth = {
  transport: TransportName;
  /** Sockets: one is open. HTTP: a signed request has come. */
  connected: boolean;
  /** Since when it is connected, or for HTTP when the last signed request came; null before the first. */
  since: Date | null;
  /** In plain words; null while all is well. */
  last_problem: string | null;
};

/** What Bolt gets its payloads from. `start` never waits for Slack and `stop` never throws. */
export type Transport = Receiver & { health: () => TransportHealth };
