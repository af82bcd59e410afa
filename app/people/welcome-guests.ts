import { appendAudit } from "../../db/app/audit.ts";
import { changeTeam, findTeam } from "../../db/app/people.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "./require-may.ts";

/** Whether guests of the Slack workspace may read here; they may never do more. @throws {Problem} `forbidden` */
export async function welcomeGuests({ db }: Deps, actor: Actor, slack_guests: boolean): Promise<void> {
  await permitted(db, async (tx) => {
    await requireMay(tx, actor, "settings.change");
    if ((await findTeam(tx)).slack_guests === slack_guests) return;
    const { id: actor_id, team_id, surface } = actor;
    await changeTeam(tx, team_id, { slack_guests });
    await appendAudit(tx, { actor_id, team_id, surface, action: "settings.changed", detail: { slack_guests } });
  });
}
