import { deleteAnnounced, deleteConsent } from "../../db/app/announced.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { noteProfile } from "../profiles/note-profile.ts";
import { profileOf } from "../profiles/profile-of.ts";

/** Takes back that Pulse may read a channel, and forgets what it found there. Where nobody had said so, nothing happens. */
export async function closeChannel(deps: Pick<Deps, "db">, actor: Actor, profile_id: string): Promise<void> {
  await permitted(deps.db, async (tx) => {
    const profile = await profileOf(tx, actor, profile_id);
    await requireMay(tx, actor, "profile.save", { profile_id });
    if (!(await deleteConsent(tx, profile_id))) return;
    const forgotten = await deleteAnnounced(tx, profile_id, "channel");
    await noteProfile(tx, actor, "profile.channel_closed", profile, { channel: profile.channel.name, forgotten });
  });
}
