import { listClocked } from "../../db/app/homes.ts";
import { ruleWords } from "../clock/weekly.ts";
import type { Deps } from "../deps.ts";
import { loadSchedule, type ScheduleDetail } from "../schedules/load-schedule.ts";
import type { ShownClock } from "./blocks/list-schedule.ts";

type ProfileClock = ShownClock & { profile_id: string };

/** Every profile's clock, with what comes next. */
export async function teamClocks(deps: Deps, teamId: string): Promise<ProfileClock[]> {
  const clocked = await listClocked(deps.db, teamId);
  const loaded = await Promise.all(
    clocked.map(async (profile) => {
      const detail = await loadSchedule(deps.db, profile.profile_id, deps.clock());
      return detail ? [{ ...clockOf(deps, profile, detail), profile_id: profile.profile_id }] : [];
    }),
  );
  return loaded.flat();
}

export function clockOf(
  { settings }: Pick<Deps, "settings">,
  { name, slug }: { name: string; slug: string },
  { schedule, ownerless, next }: ScheduleDetail,
): ShownClock {
  const { cron, time_zone, paused_at } = schedule;
  return {
    name,
    words: ruleWords(cron),
    time_zone,
    paused: paused_at !== null,
    ownerless,
    next,
    url: `${settings.publicUrl}/profiles/${slug}/schedule`,
  };
}
