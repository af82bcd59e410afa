import { listTeam } from "../../db/app/people.ts";
import { listProfiles } from "../../db/app/profiles.ts";
import type { Db } from "../../db/app/tables.ts";
import { whoCould } from "../people/policy.ts";
import { rulesOver } from "./rules-over.ts";

/** Profiles whose updates nobody who is here could let out, whoever asks for them: everybody named has left, or was made up. */
export async function profilesOfNobody(db: Db, teamId: string, now: Date): Promise<{ name: string; slug: string }[]> {
  const [profiles, team] = await Promise.all([listProfiles(db, teamId), listTeam(db, teamId)]);
  const judged = await Promise.all(
    profiles.map(async ({ id, name, slug, channel }) => {
      const held = await rulesOver(db, { team_id: teamId, profile_id: id, channel });
      const subject = { created_by: null, written_by: [], due_at: null, now, rules: held.map(({ rules }) => rules) };
      return whoCould(team, "approve", subject).length === 0 ? [{ name, slug }] : [];
    }),
  );
  return judged.flat();
}
