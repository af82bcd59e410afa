import { listProfiles } from "../../../db/app/profiles.ts";
import { helpMessage } from "../blocks/usage.ts";
import { offerToActor } from "../offer-to-actor.ts";
import type { Commands } from "../seen.ts";

export const help: Commands["help"] = async ({ db }, { actor }) => {
  const profiles = await listProfiles(db, actor.team_id);
  return helpMessage(
    profiles.map(({ name }) => name),
    await offerToActor({ db }, actor),
  );
};
