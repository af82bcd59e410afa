import { appendAudit } from "../../db/app/audit.ts";
import * as profiles from "../../db/app/profiles.ts";
import type { Schedule } from "../../db/app/schedule-tables.ts";
import * as rows from "../../db/app/schedules.ts";
import type { Db, Profile, Tx } from "../../db/app/tables.ts";
import { timeZone } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { parseCron } from "../clock/cron.ts";
import { nextSlots } from "../clock/slots.ts";
import type { Actor, Deps } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { requireSources } from "../updates/check-sources.ts";
import { moveDrafts } from "./move-drafts.ts";

export const findSchedule = rows.findSchedule;

export type ScheduleInput = rows.ScheduleValues;

/**
 * Gives a profile its clock, or changes it. Slots that were dealt with stay so.
 *
 * @throws {Problem} `invalid` with the field, `not_found`, `forbidden`.
 */
export async function saveSchedule(
  deps: Deps,
  actor: Actor,
  profileId: string,
  input: ScheduleInput,
): Promise<Schedule> {
  const now = deps.clock();
  const values = { ...valuesOf(input), draft_lead_minutes: input.draft_lead_minutes, posts: input.posts };
  requireSlots(values, now);
  await requireSources(deps, await profileOf(deps.db, actor, profileId));
  return permitted(deps.db, async (tx) => {
    const profile = await profileOf(tx, actor, profileId);
    await requireMay(tx, actor, "schedule.save", { profile_id: profileId });
    const { team_id, id: owner_id } = actor;
    const made = await rows.insertSchedule(tx, {
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
    const changed = await rows.changeSchedule(tx, schedule.id, { ...values, handled_until });
    await noteSchedule(tx, actor, changed, "schedule.changed", values);
    return changed;
  });
}

/** Nothing is drafted until it is resumed; what was drafted stays as it is. */
export async function pauseSchedule(deps: Deps, actor: Actor, profileId: string): Promise<Schedule> {
  return changed(deps, actor, profileId, "schedule.paused", { paused_at: deps.clock() });
}

/** From now on as before: the next slot reads everything since the last window, and what was due in between is not made up for. */
export async function resumeSchedule(deps: Deps, actor: Actor, profileId: string): Promise<Schedule> {
  return changed(deps, actor, profileId, "schedule.resumed", { paused_at: null, handled_until: deps.clock() });
}

export async function removeSchedule(deps: Deps, actor: Actor, profileId: string): Promise<Schedule> {
  return changed(deps, actor, profileId, "schedule.removed", { deleted_at: deps.clock() });
}

async function changed(
  deps: Deps,
  actor: Actor,
  profileId: string,
  action: string,
  change: Parameters<typeof rows.changeSchedule>[2],
): Promise<Schedule> {
  return permitted(deps.db, async (tx) => {
    await requireMay(tx, actor, "schedule.save", { profile_id: profileId });
    const schedule = await scheduleOf(tx, actor, profileId);
    // Twice is the same as once: resuming what runs must not pass over a slot that is due.
    const paused = schedule.paused_at !== null;
    if ((action === "schedule.paused" && paused) || (action === "schedule.resumed" && !paused)) return schedule;
    await noteSchedule(tx, actor, schedule, action);
    return rows.changeSchedule(tx, schedule.id, change);
  });
}

/** The profile's schedule, locked until the transaction ends. @throws {Problem} `not_found` */
export async function scheduleOf(tx: Tx, actor: Actor, profileId: string): Promise<Schedule> {
  const found = await rows.findSchedule(tx, profileId);
  const schedule = found?.team_id === actor.team_id ? await rows.lockSchedule(tx, found.id) : undefined;
  if (!schedule) throw new Problem("not_found", "This profile has no schedule.", "Give it one first.");
  return schedule;
}

/** @throws {Problem} `not_found` for a deleted one, and for another team's. */
export async function profileOf(tx: Db, { team_id }: Actor, id: string): Promise<Profile> {
  const profile = await profiles.findProfileById(tx, id);
  if (profile && profile.team_id === team_id && !profile.deleted_at) return profile;
  throw new Problem("not_found", "This profile was deleted.", "Pick another one.");
}

export async function noteSchedule(
  tx: Tx,
  { id: actor_id, team_id, surface }: Actor,
  { id: schedule_id, profile_id }: Schedule,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await appendAudit(tx, { actor_id, team_id, surface, action, profile_id, detail: { schedule_id, ...detail } });
}

function valuesOf({ cron, time_zone, draft_lead_minutes: lead }: ScheduleInput): Pick<Schedule, "cron" | "time_zone"> {
  if (!timeZone.safeParse(time_zone).success) {
    throw invalid("time_zone", `"${time_zone}" is not a time zone.`, "Use a name such as Europe/Berlin.");
  }
  if (!Number.isInteger(lead) || lead < 0 || lead > OWN_LIMITS.lead_minutes) {
    throw invalid("draft_lead_minutes", "A draft comes up to a week before its slot.", "Choose a time of the list.");
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
