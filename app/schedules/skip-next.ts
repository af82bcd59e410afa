import type { Slot } from "../../db/app/schedule-tables.ts";
import { insertSlot, listTaken } from "../../db/app/slots.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { nextSlots } from "../clock/slots.ts";
import { later } from "../clock/windows.ts";
import type { Actor, Deps } from "../deps.ts";
import { noteSchedule } from "./note-schedule.ts";
import { onSchedule } from "./on-schedule.ts";
import { tell } from "./tell.ts";

const LOOK_AHEAD = 50;

/**
 * Leaves out the next slot that is not drafted yet. What it would have read is in the one after it.
 *
 * @param only The slot that somebody was shown as the next one.
 * @throws {Problem} `conflict` when there is none, or another one is the next by now.
 */
export async function skipNext(deps: Deps, actor: Actor, profileId: string, only?: Date): Promise<Slot> {
  return onSchedule(deps, actor, profileId, async (tx, schedule) => {
    const next = nextSlots(schedule, later(deps.clock(), schedule.handled_until), LOOK_AHEAD);
    const taken = new Set((await listTaken(tx, schedule.id, next)).map(({ slot }) => slot.getTime()));
    const slot = next.find((one) => !taken.has(one.getTime()));
    if (only && slot?.getTime() !== only.getTime()) {
      throw new Problem("conflict", "That time is not the next one any more.", "Look again at what comes next.");
    }
    const { id: schedule_id, team_id } = schedule;
    const skipped = slot && (await insertSlot(tx, { schedule_id, team_id, slot, state: "skipped", origin: "clock" }));
    if (!skipped) throw new Problem("conflict", "There is no slot to skip.", "Pause the schedule instead.");
    await noteSchedule(tx, actor, schedule, "schedule.skipped", { slot });
    if (actor.id !== schedule.owner_id) await tell(tx, schedule, skipped, "slot.skipped", { by: actor.name });
    return skipped;
  });
}
