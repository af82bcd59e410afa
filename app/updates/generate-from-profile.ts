import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { getProfile } from "../profiles/get-profile.ts";
import { requireSources } from "./require-sources.ts";
import { briefNow } from "./brief-now.ts";
import { compose } from "./compose.ts";

/**
 * One click: the profile's update for everything since its last posted one; the first time, for its usual range.
 *
 * @param id Chosen beforehand where the same may be asked twice.
 */
export async function generateFromProfile(deps: Deps, actor: Actor, slug: string, id?: string): Promise<Update> {
  const profile = await getProfile(deps.db, actor.team_id, slug);
  await requireSources(deps, profile);
  const brief = await briefNow(deps.db, profile);
  const { id: profile_id, channel } = profile;
  return compose(deps, actor, { brief, channel, profile_id, previewed_digest: null, ...(id && { id }) });
}
