import type { Schedule } from "../../db/app/schedule-tables.ts";
import { findSchedule, lockSchedule } from "../../db/app/schedules.ts";
import type { Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";

/** The profile's schedule, locked until the transaction ends. @throws {Problem} `not_found` */
export async function scheduleOf(tx: Tx, actor: Actor, profileId: string): Promise<Schedule> {
  const found = await findSchedule(tx, profileId);
  const schedule = found?.team_id === actor.team_id ? await lockSchedule(tx, found.id) : undefined;
  if (!schedule) throw new Problem("not_found", "This profile has no schedule.", "Give it one first.");
  return schedule;
}
