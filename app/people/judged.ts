import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import type { Identity } from "../ports/open-id.ts";
import { requireWelcome } from "./require-welcome.ts";

/**
 * Slack's ID token does not say who is a guest, so whoever signed in with Slack is asked for by the bot as well.
 *
 * @throws {Problem} `forbidden` for who may not be here, `unavailable` when Slack does not say.
 */
export async function judged(deps: Deps, identity: Identity): Promise<Identity> {
  if (identity.slack_user_id === null) return identity;
  if (!deps.slackUser) throw new Problem("unavailable", "Slack does not say who you are.", "Try again in a moment.");
  const user = await deps.slackUser(identity.slack_user_id);
  const standing = await requireWelcome(deps.db, user, deps.settings.slackTeamId ?? null);
  return { ...identity, guest: standing === "guest" };
}
