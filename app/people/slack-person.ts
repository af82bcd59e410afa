import { appendAudit } from "../../db/app/audit.ts";
import { findIdentified, findTeamId } from "../../db/app/people.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { arrive, requireCounted, type Identity } from "./arrive.ts";

/** What Slack says of a user of our workspace. */
export type SlackUser = { id: string; name: string; /** Null: not known, or not confirmed. */ email: string | null };

/**
 * Who clicks in Slack. People who never opened the browser are made here, as they would be by signing in.
 *
 * @param teamId The Slack workspace that the payload came from.
 * @param look Asks Slack for the user; only called for somebody new.
 * @throws {Problem} `forbidden` for another workspace, and for whoever is switched off.
 */
export async function slackActor(
  deps: Deps,
  { user_id, team_id }: { user_id: string; team_id: string },
  look: (userId: string) => Promise<SlackUser>,
): Promise<Actor> {
  const ours = await findTeamId(deps.db);
  const made_up = deps.settings.parts.slack === "demo";
  const wanted = { openid: null, slack_user_id: user_id, email: null, made_up };
  const [known] = await findIdentified(deps.db, ours, wanted);
  try {
    requireOurs(deps, team_id);
    requireCounted(deps, wanted);
    const { id, name } =
      known && !known.deactivated_at
        ? known
        : await arrive(deps, { ...(await identityOf(user_id, look)), made_up }, "slack");
    return { id, team_id: ours, name, surface: "slack" };
  } catch (error) {
    if (error instanceof Problem && error.code === "forbidden") {
      await noteRefusal(deps, ours, known?.id ?? null, error);
    }
    throw error;
  }
}

function requireOurs({ settings }: Deps, teamId: string): void {
  if (!settings.slackTeamId || teamId === settings.slackTeamId) return;
  throw new Problem("forbidden", "Pulse belongs to another Slack workspace.", `Use it in ${settings.teamName}’s.`);
}

/** As at the web's door: who was turned away, and why. */
async function noteRefusal({ db }: Deps, team_id: string, actor_id: string | null, { message }: Problem) {
  await inTransaction(db, (tx) =>
    appendAudit(tx, { team_id, actor_id, surface: "slack", action: "sign_in.refused", detail: { why: message } }),
  );
}

async function identityOf(userId: string, look: (userId: string) => Promise<SlackUser>): Promise<Identity> {
  const { name, email } = await look(userId);
  return { openid: null, slack_user_id: userId, name, email };
}
