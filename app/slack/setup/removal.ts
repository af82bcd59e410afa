import { z } from "zod";
import { appendAudit } from "../../../db/app/audit.ts";
import { findTeamId } from "../../../db/app/people.ts";
import { inTransaction } from "../../../db/connect.ts";
import type { Deps } from "../../deps.ts";

const body = z.looseObject({
  team_id: z.string().nullish(),
  event: z.discriminatedUnion("type", [
    z.looseObject({ type: z.literal("app_uninstalled") }),
    z.looseObject({
      type: z.literal("tokens_revoked"),
      tokens: z.looseObject({ bot: z.array(z.string()).default([]) }).optional(),
    }),
  ]),
});

/**
 * Slack says that Pulse was taken out of the workspace, or its token out of use. Drafts and schedules stay: what is posted is refused by
 * Slack with the fix, and goes on when the app is back.
 *
 * @returns why, in words for the connections page; null when it is not about us.
 */
export async function onRemoval({ db, log, settings }: Deps, raw: unknown): Promise<string | null> {
  const { team_id, event } = body.parse(raw);
  // Of another workspace of the organisation it is none of our business; of all of the organisation it is.
  if (settings.slackTeamId && team_id?.startsWith("T") && team_id !== settings.slackTeamId) return null;
  if (event.type === "tokens_revoked" && (event.tokens?.bot ?? []).length === 0) return null;
  const team = await findTeamId(db);
  await inTransaction(db, (tx) =>
    appendAudit(tx, { team_id: team, actor_id: null, surface: "slack", action: `slack.${event.type}` }),
  );
  log.warn({ event: event.type }, "Pulse was removed from the Slack workspace");
  return event.type === "app_uninstalled"
    ? "Pulse was removed from the workspace. Install the app again, and put its token into SLACK_BOT_TOKEN."
    : "Pulse’s token was revoked. Install the app again, and put its token into SLACK_BOT_TOKEN.";
}
