import type { Schedule } from "../../db/app/schedule-tables.ts";
import { changeSchedule } from "../../db/app/schedules.ts";
import type { Actor, Deps } from "../deps.ts";
import { noteSchedule } from "./note-schedule.ts";
import { onSchedule } from "./on-schedule.ts";

/** From now on as before: the next slot reads everything since the last window, and what was due in between is not made up for. */
export async function resumeSchedule(deps: Deps, actor: Actor, profileId: string): Promise<Schedule> {
  return onSchedule(deps, actor, profileId, async (tx, schedule) => {
    // One that runs would pass over a slot that is due.
    if (!schedule.paused_at) return schedule;
    await noteSchedule(tx, actor, schedule, "schedule.resumed");
    return changeSchedule(tx, schedule.id, { paused_at: null, handled_until: deps.clock() });
  });
}
