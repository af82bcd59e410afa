import { findLastWindowEnd } from "../../db/app/profiles.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { getProfile } from "../profiles/get-profile.ts";
import { requireSources } from "./require-sources.ts";
import { compose } from "./compose.ts";

/** One click: the profile's update for everything since its last posted one; the first time, for its usual range. */
export async function generateFromProfile(deps: Deps, actor: Actor, slug: string): Promise<Update> {
  const profile = await getProfile(deps.db, actor.team_id, slug);
  await requireSources(deps, profile);
  const { id: profile_id, brief, channel } = profile;
  const last = await findLastWindowEnd(deps.db, profile_id);
  const window = last
    ? { preset: "last" as const }
    : brief.window.preset === "last"
      ? { preset: "7d" as const }
      : brief.window;
  return compose(deps, actor, { brief: { ...brief, window }, channel, profile_id, previewed_digest: null });
}
