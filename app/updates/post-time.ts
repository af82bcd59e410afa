import { findSchedule } from "../../db/app/schedules.ts";
import type { Db, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { nextSlots } from "../clock/slots.ts";

const DAY_MS = 24 * 3_600_000;
/** What is told so late is no news. */
const LATEST_DAYS = 31;

/** When the schedule of its profile comes next; null where there is none, or where it rests. */
export async function nextSlotFor(db: Db, { profile_id }: Update, now: Date): Promise<Date | null> {
  const schedule = profile_id ? await findSchedule(db, profile_id) : undefined;
  if (!schedule || schedule.paused_at) return null;
  return nextSlots(schedule, now, 1)[0] ?? null;
}

/**
 * When a text goes out that is approved now.
 *
 * @param chosen Null: at once.
 * @throws {Problem} `invalid` for a time that is over, or too far away.
 */
export function requirePostTime(chosen: Date | null, now: Date): Date | null {
  if (chosen === null) return null;
  const fix = { path: "post_at", code: "time", message: "not a time to come" };
  if (chosen <= now) {
    const later = "Choose a later time, or let it go out now.";
    throw new Problem("invalid", "That time is over.", later, { details: [{ ...fix, fix: later }] });
  }
  if (chosen.getTime() - now.getTime() <= LATEST_DAYS * DAY_MS) return chosen;
  const sooner = `Choose a time within ${LATEST_DAYS} days.`;
  throw new Problem("invalid", "That is too far away.", sooner, { details: [{ ...fix, fix: sooner }] });
}
