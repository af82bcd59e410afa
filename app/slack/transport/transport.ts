import type { Receiver } from "@slack/bolt";
import type { TransportHealth } from "../../ports/slack-setup.ts";

/** What Bolt gets its payloads from. `start` never waits for Slack and `stop` never throws. */
export type Transport = Receiver & { health: () => TransportHealth };
