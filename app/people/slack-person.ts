import { appendAudit } from "../../db/app/audit.ts";
import { findIdentified, findTeamId } from "../../db/app/people.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { arrive, requireCounted } from "./arrive.ts";
import { requireWelcome, type SlackUser } from "./slack-standing.ts";

/**
 * Who clicks in Slack. People who never opened the browser are made here, as they would be by signing in.
 *
 * @param teamId The Slack workspace that the payload came from.
 * @param look Asks Slack for the user: at each act, for whoever was a member may be a guest by now, or have left.
 * @throws {Problem} `forbidden` for another workspace, for whoever Slack does not call a member, and for whoever is switched off;
 *   `unavailable` when Slack does not say.
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
    const user = await look(user_id);
    const guest = (await requireWelcome(deps.db, user, deps.settings.slackTeamId ?? null)) === "guest";
    const stays = known && !known.deactivated_at && !(guest && known.role !== "viewer");
    const identity = { openid: null, slack_user_id: user_id, name: user.name, email: user.email, made_up, guest };
    const { id, name } = stays ? known : await arrive(deps, identity, "slack");
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
