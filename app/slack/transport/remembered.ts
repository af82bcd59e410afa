import type { Clock } from "../../../base/clock.ts";
import { claimSlackAct, releaseSlackAct } from "../../../db/app/slack-acts.ts";
import type { Db } from "../../../db/app/tables.ts";
import { sha256 } from "../../../webhooks/contract/digest.ts";

/** What came from Slack lately. */
export type Remembered = {
  /** @returns false when it has been claimed before. */
  claim: (key: string) => Promise<boolean>;
  /** It was not worked on: it may come again. */
  release: (key: string) => Promise<void>;
};

/** By every process over this database. */
export const rememberedIn = (db: Db, clock: Clock): Remembered => ({
  claim: (key) => claimSlackAct(db, sha256(key), clock()),
  release: (key) => releaseSlackAct(db, sha256(key)),
});

/** By this process alone. */
export function rememberedHere(): Remembered {
  const seen = new Set<string>();
  return {
    async claim(key) {
      return !seen.has(key) && Boolean(seen.add(key));
    },
    release: async (key) => void seen.delete(key),
  };
}

/**
 * What tells one act from all others, however often it is brought: an event's id; a trigger, which Slack makes anew for whatever a
 * person does. Null: it has neither.
 */
export function actOf(body: Record<string, unknown>): string | null {
  const { event_id, trigger_id } = body;
  if (typeof event_id === "string" && event_id) return `event ${event_id}`;
  return typeof trigger_id === "string" && trigger_id ? `trigger ${trigger_id}` : null;
}
