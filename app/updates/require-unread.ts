import { findSchedule, lockSchedule } from "../../db/app/schedules.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import type { DateRange } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { othersOver } from "./others-over.ts";

/**
 * A scheduled update that came to nothing leaves its time to the next one. Whoever brings it back afterwards would tell of the same
 * pull requests twice. Locks the profile's clock, so that neither passes the other.
 *
 * @throws {Problem} `conflict`, naming the update that has that time now.
 */
export async function requireUnread(tx: Tx, update: Update, read: Pick<DateRange, "since" | "until">): Promise<void> {
  if (!update.profile_id || !(await findSlotOf(tx, update.id))) return;
  const schedule = await findSchedule(tx, update.profile_id);
  if (schedule) await lockSchedule(tx, schedule.id);
  const [other] = await othersOver(tx, update, { since: new Date(read.since), until: new Date(read.until) });
  if (!other) return;
  throw new Problem(
    "conflict",
    `Another update tells of that time already: ${other.title}.`,
    "Work on that one, or reject it first.",
  );
}
