import type { Deps } from "../../app/deps.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { tendSchedules } from "../../app/schedules/tend-schedules.ts";
import type { ScheduleValues } from "../../db/app/schedules.ts";
import { BRIEF, CHANNEL, startTestApp } from "./app.ts";

export const WEEKLY: ScheduleValues = {
  cron: "0 9 * * 1",
  time_zone: "Europe/Berlin",
  draft_lead_minutes: 24 * 60,
  posts: "at_slot",
};

export type Weekly = Awaited<ReturnType<typeof startWeekly>>;

/** A profile in Berlin, and a time that goes on when a test says so. */
export async function startWeekly() {
  const app = await startTestApp();
  const clock = { now: new Date("2026-10-01T12:00:00Z") };
  const deps: Deps = { ...app.deps, clock: () => clock.now };
  const input = { name: "Weekly", time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
  const profile = await saveProfile(deps, app.mira, input);
  return {
    app,
    deps,
    clock,
    profile,
    save: (more: Partial<ScheduleValues> = {}) => saveSchedule(deps, app.mira, profile.id, { ...WEEKLY, ...more }),
    async tendAt(now: string): Promise<void> {
      clock.now = new Date(now);
      await tendSchedules(deps);
    },
  };
}
