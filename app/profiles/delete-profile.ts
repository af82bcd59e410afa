import { lockProfileNames, updateProfile } from "../../db/app/profiles.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { requireNoLaxer } from "./require-no-laxer.ts";
import { noteProfile } from "./note-profile.ts";
import { profileGone, profileOf } from "./profile-of.ts";

export async function deleteProfile({ db, clock }: Deps, actor: Actor, id: string): Promise<void> {
  await permitted(db, async (tx) => {
    await lockProfileNames(tx, actor.team_id);
    const before = await profileOf(tx, actor, id);
    await requireMay(tx, actor, "profile.save", { profile_id: id });
    await requireNoLaxer(tx, actor, before, null);
    const profile = await updateProfile(tx, actor.team_id, id, { deleted_at: clock() });
    if (!profile) throw profileGone();
    await noteProfile(tx, actor, "profile.deleted", profile);
  });
}
