import type { Schedule } from "../../db/app/schedule-tables.ts";
import { findSchedule } from "../../db/app/schedules.ts";
import { listSlots, listTaken, type ShownSlot } from "../../db/app/slots.ts";
import type { Db } from "../../db/app/tables.ts";
import { upcoming, type Window } from "../clock/windows.ts";
import { whyGone } from "../people/why-gone.ts";
import { findGaps } from "./find-gaps.ts";

export type NextSlot = { slot: Date; draft_at: Date; state: "waiting" | "drafted" | "skipped" };

/** What a page or a card shows of a schedule. */
export type ScheduleDetail = {
  schedule: Schedule;
  /** Why nothing can be drafted in its owner's name; null: it can. */
  ownerless: string | null;
  /** The next three, whether they are drafted already, skipped or neither. */
  next: NextSlot[];
  /** The newest first: what came of those that were dealt with. */
  slots: ShownSlot[];
  /** Times that came to nothing behind windows that hold, and that only a person has read again. */
  gaps: Window[];
};

const NEXT = 3;
const SHOWN = 8;

/** @returns null for a profile without one. */
export async function loadSchedule(db: Db, profileId: string, now: Date): Promise<ScheduleDetail | null> {
  const schedule = await findSchedule(db, profileId);
  if (!schedule) return null;
  const coming = upcoming(schedule, now, NEXT);
  const taken = await listTaken(
    db,
    schedule.id,
    coming.map(({ slot }) => slot),
  );
  const stateOf = (slot: Date): NextSlot["state"] => {
    const found = taken.find((one) => one.slot.getTime() === slot.getTime());
    return found ? (found.state === "skipped" ? "skipped" : "drafted") : "waiting";
  };
  const slots = await listSlots(db, schedule.id, SHOWN + NEXT);
  return {
    schedule,
    ownerless: await whyGone(db, schedule.owner_id),
    next: coming.map((one) => ({ ...one, state: stateOf(one.slot) })),
    slots: slots.filter(({ slot, state }) => state !== "skipped" || slot <= now).slice(0, SHOWN),
    gaps: await findGaps(db, profileId),
  };
}
