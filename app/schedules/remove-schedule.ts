import type { Schedule } from "../../db/app/schedule-tables.ts";
import { changeSchedule } from "../../db/app/schedules.ts";
import type { Actor, Deps } from "../deps.ts";
import { noteSchedule } from "./note-schedule.ts";
import { onSchedule } from "./on-schedule.ts";

export async function removeSchedule(deps: Deps, actor: Actor, profileId: string): Promise<Schedule> {
  return onSchedule(deps, actor, profileId, async (tx, schedule) => {
    await noteSchedule(tx, actor, schedule, "schedule.removed");
    return changeSchedule(tx, schedule.id, { deleted_at: deps.clock() });
  });
}
