/** How Slack reaches Pulse: our sockets to it, its requests to us, or not at all. */
type TransportName = "socket" | "http" | "off";

export type TransportHealth = {
  transport: TransportName;
  /** Sockets: one is open. HTTP: a signed request has come. */
  connected: boolean;
  /** Since when it is connected, or for HTTP when the last signed request came; null before the first. */
  since: Date | null;
  /** In plain words; null while all is well. */
  last_problem: string | null;
};

/** One thing that has to be right, in words, with the next step where it is not. */
export type Check = { name: string; state: "ok" | "bad" | "note"; says: string; next: string };

/** How Slack is set up, for the connections page. */
export type SlackSetup = {
  health: () => TransportHealth;
  /** Asks Slack; it never throws. */
  look: () => Promise<Check[]>;
};
