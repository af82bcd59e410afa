import { appendAudit } from "../../db/app/audit.ts";
import { findIdentified, findTeamId } from "../../db/app/people.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import type { SlackUser } from "../ports/slack-user.ts";
import { arrive, requireCounted } from "./arrive.ts";
import { requireWelcome } from "./require-welcome.ts";

/** Where something was done in Slack, as its payload says. */
export type CameFrom = {
  /** Whoever did it, by their id of Slack: U…, in an organisation W… */
  user_id: string;
  /** The workspace that the payload names first: of an organisation any of its workspaces, or the organisation; "": none. */
  team_id: string;
  /** The others that it names. */
  also?: readonly string[];
  /** E…; null outside of any. */
  organisation?: string | null;
};

/**
 * Who clicks in Slack. People who never opened the browser are made here, as they would be by signing in.
 *
 * @param look Asks Slack for the user: at each act, for whoever was a member may be a guest by now, or have left.
 * @throws {Problem} `forbidden` for another workspace, for whoever Slack does not call a member, and for whoever is switched off;
 *   `unavailable` when Slack does not say.
 */
export async function slackActor(
  deps: Deps,
  from: CameFrom,
  look: (userId: string) => Promise<SlackUser>,
): Promise<Actor> {
  const { user_id } = from;
  const ours = await findTeamId(deps.db);
  const made_up = deps.settings.parts.slack === "demo";
  const wanted = { openid: null, slack_user_id: user_id, email: null, made_up };
  const [known] = await findIdentified(deps.db, ours, wanted);
  try {
    requireCounted(deps, wanted);
    const user = await seenFromHere(deps, from, look);
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

/**
 * Whoever is of ours by Slack's word, wherever in their organisation they did it. A payload that names another workspace, for which
 * Slack's word gives no reason, is of somebody else's.
 */
async function seenFromHere(
  { settings }: Deps,
  from: CameFrom,
  look: (userId: string) => Promise<SlackUser>,
): Promise<SlackUser> {
  const { user_id, team_id, also = [], organisation = null } = from;
  const ours = settings.slackTeamId;
  const named = [team_id, ...also].filter(Boolean);
  if (!ours || (named.length === 0 && !organisation) || named.includes(ours)) return look(user_id);
  const elsewhere = (cause?: unknown) =>
    new Problem("forbidden", "Pulse belongs to another Slack workspace.", `Use it in ${settings.teamName}’s.`, {
      cause,
    });
  const user = await look(user_id).catch((error: unknown) => Promise.reject(elsewhere(error)));
  if (!user.teams.includes(ours) || !isOfOne(user, named, organisation)) throw elsewhere();
  return user;
}

/** Of the organisation that is named; where either side knows of none, of a workspace that is. */
function isOfOne({ teams }: SlackUser, named: readonly string[], organisation: string | null): boolean {
  const known = teams.some((id) => id.startsWith("E"));
  if (organisation && known) return teams.includes(organisation);
  return organisation !== null || named.some((id) => teams.includes(id));
}

/** As at the web's door: who was turned away, and why. */
async function noteRefusal({ db }: Deps, team_id: string, actor_id: string | null, { message }: Problem) {
  await inTransaction(db, (tx) =>
    appendAudit(tx, { team_id, actor_id, surface: "slack", action: "sign_in.refused", detail: { why: message } }),
  );
}
