import type { Schedule } from "../../db/app/schedule-tables.ts";
import { changeSchedule } from "../../db/app/schedules.ts";
import type { Actor, Deps } from "../deps.ts";
import { noteSchedule } from "./note-schedule.ts";
import { onSchedule } from "./on-schedule.ts";

/** Nothing is drafted until it is resumed; what was drafted stays as it is. */
export async function pauseSchedule(deps: Deps, actor: Actor, profileId: string): Promise<Schedule> {
  return onSchedule(deps, actor, profileId, async (tx, schedule) => {
    if (schedule.paused_at) return schedule;
    await noteSchedule(tx, actor, schedule, "schedule.paused");
    return changeSchedule(tx, schedule.id, { paused_at: deps.clock() });
  });
}
