import type { Schedule } from "../../db/app/schedule-tables.ts";
import { changeSchedule } from "../../db/app/schedules.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { whyGone } from "../people/why-gone.ts";
import { noteSchedule } from "./note-schedule.ts";
import { scheduleOf } from "./schedule-of.ts";

/**
 * From now on the drafts are asked for in the actor's name. What could not be drafted meanwhile is in the next one.
 *
 * @throws {Problem} `forbidden`; `conflict` while its owner can still ask for updates.
 */
export async function takeOver(deps: Deps, actor: Actor, profileId: string): Promise<Schedule> {
  return permitted(deps.db, async (tx) => {
    await requireMay(tx, actor, "schedule.save", { profile_id: profileId });
    const schedule = await scheduleOf(tx, actor, profileId);
    const { id, owner_id: from } = schedule;
    if (!actor.id || from === actor.id) return schedule;
    const why = await whyGone(tx, from);
    if (!why) throw new Problem("conflict", "Its owner is still here.", "Ask them to leave it to you.");
    const taken = await changeSchedule(tx, id, { owner_id: actor.id });
    await noteSchedule(tx, actor, taken, "schedule.taken_over", { from, to: actor.id, why });
    return taken;
  });
}
