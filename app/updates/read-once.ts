import { findSchedule, listCovered, lockSchedule, type Covered } from "../../db/app/schedules.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import type { Db, Tx, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { overlap, type Window } from "../clock/windows.ts";

/**
 * A scheduled update that came to nothing leaves its time to the next one. Whoever brings it back afterwards would tell of the same
 * pull requests twice. Locks the profile's clock, so that neither passes the other.
 *
 * @throws {Problem} `conflict`, naming the update that has that time now.
 */
export async function requireUnread(tx: Tx, update: Update, window: Window): Promise<void> {
  if (!update.profile_id || !(await findSlotOf(tx, update.id))) return;
  const schedule = await findSchedule(tx, update.profile_id);
  if (schedule) await lockSchedule(tx, schedule.id);
  const [other] = await othersOver(tx, update, window);
  if (!other) return;
  throw new Problem(
    "conflict",
    `Another update tells of that time already: ${other.title}.`,
    "Work on that one, or reject it first.",
  );
}

/** The profile's other updates that have read a part of this time. */
export async function othersOver(
  db: Db,
  { id, profile_id }: Pick<Update, "id" | "profile_id">,
  window: Window,
): Promise<Covered[]> {
  const covered = profile_id ? await listCovered(db, profile_id) : [];
  return covered.filter((one) => one.update_id !== id && overlap(one, window));
}

/** The contract's times are text. */
export const asWindow = ({ since, until }: { since: string; until: string }): Window => ({
  since: new Date(since),
  until: new Date(until),
});
