import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { SlackRefusal } from "./slack-refusal.ts";

/** Source: docs.slack.dev, "Handling user interaction", "Message responses": five uses within 30 minutes. */
const MAX_USES = 5;
const LIFE_MS = 30 * 60_000;

/** Where an answer goes: to whom, in which channel, and which message it may replace. */
export type Origin = { person: string; channel: string; ts?: string; thread_ts?: string };

export type ResponseUrls = ReturnType<typeof createResponseUrls>;

export function createResponseUrls(clock: Clock, url: () => string) {
  const known = new Map<string, Origin & { uses: number; at_ms: number }>();

  return {
    issue(origin: Origin): string {
      const id = randomBytes(12).toString("base64url");
      known.set(id, { ...origin, uses: 0, at_ms: clock().getTime() });
      return `${url()}/response/${id}`;
    },

    /** @throws {SlackRefusal} `invalid_url`, `expired_url`, `used_url` */
    use(id: string): Origin {
      const response = known.get(id);
      if (!response) throw new SlackRefusal("invalid_url");
      if (clock().getTime() - response.at_ms > LIFE_MS) throw new SlackRefusal("expired_url");
      if (response.uses >= MAX_USES) throw new SlackRefusal("used_url");
      response.uses += 1;
      return response;
    },
  };
}
