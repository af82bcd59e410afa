import type { Ack } from "../delivery.ts";

/** What became of something that a person did; `seen` is what Slack shows them when it went wrong. */
export type Outcome = { ok: boolean; seen?: string; [more: string]: unknown };

export const fine: Outcome = { ok: true };
export const refusedWith = (seen: string): Outcome => ({ ok: false, seen });

/** Slack's own names for why an app could not be reached. Source: docs.slack.dev, "Slash commands", "Troubleshooting". */
export function failureName(ack: Ack & { ok: false }): string {
  return ack.reason === "timeout" ? "operation_timeout" : "dispatch_failed";
}
