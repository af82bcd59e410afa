import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { SlackRefusal } from "./slack-refusal.ts";

/** Source: docs.slack.dev, "Handling user interaction", "Modal": a trigger lives for three seconds. */
const TRIGGER_MS = 3_000;

export type Triggers = ReturnType<typeof createTriggers>;

/** What a person just did, as a ticket for one modal. */
export function createTriggers(clock: Clock) {
  const known = new Map<string, { person: string; at_ms: number; used: boolean }>();

  return {
    issue(person: string): string {
      const at_ms = clock().getTime();
      const id = `${at_ms}.${known.size + 1}.${randomBytes(8).toString("hex")}`;
      known.set(id, { person, at_ms, used: false });
      return id;
    },

    /**
     * @returns the person who did it.
     * @throws {SlackRefusal} `invalid_trigger_id`, `expired_trigger_id`, `exchanged_trigger_id`
     */
    exchange(id: string): string {
      const trigger = known.get(id);
      if (!trigger) throw new SlackRefusal("invalid_trigger_id");
      if (trigger.used) throw new SlackRefusal("exchanged_trigger_id");
      if (clock().getTime() - trigger.at_ms > TRIGGER_MS) throw new SlackRefusal("expired_trigger_id");
      trigger.used = true;
      return trigger.person;
    },
  };
}
