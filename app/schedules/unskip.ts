import type { Schedule } from "../../db/app/schedule-tables.ts";
import { deleteSkipped } from "../../db/app/slots.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { noteSchedule } from "./note-schedule.ts";
import { onSchedule } from "./on-schedule.ts";
import { tell } from "./tell.ts";

/** Gives the clock back what was left out. @throws {Problem} `conflict` when its draft time is over, or it is not skipped. */
export async function unskip(deps: Deps, actor: Actor, profileId: string, { slot }: { slot: Date }): Promise<Schedule> {
  return onSchedule(deps, actor, profileId, async (tx, schedule) => {
    const back = await deleteSkipped(tx, schedule.id, slot, schedule.handled_until);
    if (!back) throw new Problem("conflict", "It is not skipped any more, or its time is over.", "Run it now instead.");
    await noteSchedule(tx, actor, schedule, "schedule.unskipped", { slot });
    if (actor.id !== schedule.owner_id) await tell(tx, schedule, back, "slot.unskipped", { by: actor.name });
    return schedule;
  });
}
