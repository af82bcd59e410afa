import { keepConsent } from "../../db/app/announced.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { noteProfile } from "../profiles/note-profile.ts";
import { profileOf } from "../profiles/profile-of.ts";

/**
 * Lets Pulse read what was said in the channel of a profile, until somebody takes it back. A person says so, in the browser, and the
 * audit trail says who.
 *
 * @throws {Problem} `forbidden`, `not_found`.
 */
export async function letReadChannel(
  deps: Pick<Deps, "db" | "clock">,
  actor: Actor,
  profile_id: string,
): Promise<void> {
  await permitted(deps.db, async (tx) => {
    const profile = await profileOf(tx, actor, profile_id);
    await requireMay(tx, actor, "profile.save", { profile_id });
    if (actor.id === null || actor.surface !== "web") {
      throw new Problem(
        "forbidden",
        "Only a person in the browser lets Pulse read a channel.",
        "Open the policy’s page.",
      );
    }
    const { team_id, channel } = profile;
    await keepConsent(tx, { profile_id, team_id, channel_id: channel.id, given_by: actor.id, given_at: deps.clock() });
    await noteProfile(tx, actor, "profile.channel_opened", profile, { channel: channel.name });
  });
}
