import { listProfiles } from "../../../db/app/profiles.ts";
import { generateFromProfile } from "../../updates/generate-from-profile.ts";
import { askedMessage } from "../blocks/list.ts";
import { usage } from "../blocks/usage.ts";
import { urlOf } from "../listed.ts";
import { unescaped } from "../read-words.ts";
import type { Commands } from "../seen.ts";
import { meantProfiles } from "./find-profile.ts";
import { eitherOf } from "../../../base/listed.ts";

const SHOWN = 8;

/** `/pulse PROFILE`: everything since its last update. Whatever is no word of ours arrives here, too. */
export const profileUpdate: Commands["profile"] = async (deps, { actor, words }) => {
  const said = unescaped(words);
  const profiles = await listProfiles(deps.db, actor.team_id);
  const meant = meantProfiles(profiles, said);
  const [profile, ...others] = meant;
  if (!profile || others.length > 0) {
    const which = eitherOf((profile ? meant : profiles).slice(0, SHOWN).map(({ name }) => name));
    const why = profile
      ? `It fits ${meant.length} profiles. Say which: ${which}.`
      : `That is no command, and no profile.${which && ` Profiles are ${which}.`}`;
    return profile ? usage([{ word: said, why }], "profile") : usage([{ word: said, why }]);
  }
  const update = await generateFromProfile(deps, actor, profile.slug);
  return askedMessage({ ...update, url: urlOf(deps, update) }, update.brief.time_zone);
};
