import { listRunningSchedules } from "../../db/app/schedules.ts";
import { dueSlots } from "../clock/windows.ts";
import type { Deps } from "../deps.ts";
import { takeSlot } from "./take-slot.ts";

/** Job, every minute and in every instance: each schedule whose draft time has come gets its draft, one schedule's trouble aside. */
export async function takeSlots(deps: Deps): Promise<void> {
  for (const schedule of await listRunningSchedules(deps.db)) {
    if (dueSlots(schedule, schedule.handled_until, deps.clock()).length === 0) continue;
    try {
      await takeSlot(deps, schedule.id);
    } catch (error) {
      deps.log.warn({ error, schedule_id: schedule.id }, "a slot could not be taken");
    }
  }
}
