import { listTeam } from "../../db/app/people.ts";
import { findProfileById } from "../../db/app/profiles.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import type { CalledPeople, CalledPerson } from "../message/mention.ts";

/**
 * How the people behind an update's citations are called, as its profile says. Without one, or after it was deleted, all are logins. Who left, who does not want to be matched with a login,
 * and who is nobody of the team stays a login.
 */
export async function peopleCalled(
  db: Db,
  { team_id, profile_id }: Pick<Update, "team_id" | "profile_id">,
): Promise<CalledPeople> {
  const called = new Map<string, CalledPerson>();
  const profile = profile_id ? await findProfileById(db, profile_id) : undefined;
  if (!profile || profile.deleted_at || profile.names_as === "logins") return called;
  for (const { name, github_login, github_opt_out, deactivated_at, slack_user_id } of await listTeam(db, team_id)) {
    if (!github_login || github_opt_out || deactivated_at) continue;
    called.set(github_login.toLowerCase(), { name, mention: profile.names_as === "mentions" ? slack_user_id : null });
  }
  return called;
}
