import type { Schedule } from "../../db/app/schedule-tables.ts";
import { changeSchedule, insertSchedule, type ScheduleValues } from "../../db/app/schedules.ts";
import { timeZone } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { parseCron } from "../clock/cron.ts";
import { nextSlots } from "../clock/slots.ts";
import type { Actor, Deps } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { requireSources } from "../updates/require-sources.ts";
import { moveDrafts } from "./move-drafts.ts";
import { noteSchedule } from "./note-schedule.ts";
import { scheduleOf } from "./schedule-of.ts";

/**
 * Gives a profile its clock, or changes it. Slots that were dealt with stay so.
 *
 * @throws {Problem} `invalid` with the field, `not_found`, `forbidden`.
 */
export async function saveSchedule(
  deps: Deps,
  actor: Actor,
  profileId: string,
  input: ScheduleValues,
): Promise<Schedule> {
  const now = deps.clock();
  const values = { ...valuesOf(input), draft_lead_minutes: input.draft_lead_minutes, posts: input.posts };
  requireSlots(values, now);
  await requireSources(deps, await profileOf(deps.db, actor, profileId));
  return permitted(deps.db, async (tx) => {
    const profile = await profileOf(tx, actor, profileId);
    await requireMay(tx, actor, "schedule.save", { profile_id: profileId });
    const { team_id, id: owner_id } = actor;
    const made = await insertSchedule(tx, {
      ...values,
      team_id,
      profile_id: profile.id,
      owner_id: owner_id ?? profile.created_by,
      handled_until: now,
    });
    if (made) {
      await noteSchedule(tx, actor, made, "schedule.made", values);
      return made;
    }
    const schedule = await scheduleOf(tx, actor, profileId);
    const handled_until = await moveDrafts(tx, deps, schedule, values);
    const changed = await changeSchedule(tx, schedule.id, { ...values, handled_until });
    await noteSchedule(tx, actor, changed, "schedule.changed", values);
    return changed;
  });
}

function valuesOf({ cron, time_zone, draft_lead_minutes: lead }: ScheduleValues): Pick<Schedule, "cron" | "time_zone"> {
  if (!timeZone.safeParse(time_zone).success) {
    throw invalid("time_zone", `"${time_zone}" is not a time zone.`, "Use a name such as Europe/Berlin.");
  }
  if (!Number.isInteger(lead) || lead < 0 || lead > OWN_LIMITS.lead_minutes) {
    throw invalid("draft_lead_minutes", "A draft comes up to a week before its slot.", "Choose a time from the list.");
  }
  return { cron: cron.trim().replace(/\s+/g, " "), time_zone };
}

function requireSlots(rule: Pick<Schedule, "cron" | "time_zone">, now: Date): void {
  if (parseCron(rule.cron).minutes.length > 1) {
    throw invalid("cron", "That is more often than once an hour.", "Ask for one minute of the hour, such as 0.");
  }
  if (nextSlots(rule, now, 1).length === 0) {
    throw invalid("cron", "That day never comes.", "Choose a day of the month that its months have.");
  }
}

function invalid(path: string, message: string, fix: string): Problem {
  return new Problem("invalid", message, fix, { details: [{ path, code: "schedule", message, fix }] });
}
