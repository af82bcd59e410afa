import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Approval } from "./require-approvable.ts";

/** A decision is about one channel: whoever was shown another one has not made it. */
export function requireSeenChannel({ channel }: Update, { channel_id }: Pick<Approval, "channel_id">): void {
  if (!channel_id || channel_id === channel.id) return;
  throw new Problem("conflict", `It goes to #${channel.name} now.`, "Look at it again, then decide.");
}
