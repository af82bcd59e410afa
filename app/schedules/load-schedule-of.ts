import { findProfile } from "../../db/app/profiles.ts";
import type { Db } from "../../db/app/tables.ts";
import { loadSchedule, type ScheduleDetail } from "./load-schedule.ts";

/** The schedule of a profile that is known by its address; null when there is none, or no such profile. */
export async function loadScheduleOf(db: Db, teamId: string, slug: string, now: Date): Promise<ScheduleDetail | null> {
  const profile = await findProfile(db, teamId, slug);
  return profile ? loadSchedule(db, profile.id, now) : null;
}
