import { wholeSecond } from "../../base/clock.ts";
import type { Slot } from "../../db/app/schedule-tables.ts";
import { listCovered, listDrafted } from "../../db/app/schedules.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { lastEnd, pastWindows, windowUntil } from "../clock/windows.ts";
import type { Actor, Deps } from "../deps.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { requireSources } from "../updates/require-sources.ts";
import { draftSlot } from "./draft-slot.ts";
import { noteSchedule } from "./note-schedule.ts";
import { onSchedule } from "./on-schedule.ts";

/** What is shorter was a second click. */
const SHORTEST_MS = 60_000;

/** A draft of everything since the last window, now; it is posted as soon as it is approved. */
export async function runNow(deps: Deps, actor: Actor, profileId: string): Promise<Slot> {
  await requireSources(deps, await profileOf(deps.db, actor, profileId));
  return onSchedule(deps, actor, profileId, async (tx, schedule) => {
    const profile = await profileOf(tx, actor, profileId);
    const now = wholeSecond(deps.clock());
    const end = lastEnd(await listDrafted(tx, profileId), await listCovered(tx, profileId));
    const begin = end ?? pastWindows(schedule, now, 1)[0]?.window.since;
    const window = windowUntil(now, begin ?? new Date(now.getTime() - 7 * 24 * 3_600_000));
    if (!window || window.until.getTime() - window.since.getTime() < SHORTEST_MS) {
      throw new Problem("conflict", "There is an update up to now already.", "Look at the schedule’s last updates.");
    }
    const draft = { slot: now, origin: "run_now" as const, post_at: null, window };
    const slot = await draftSlot(tx, deps, actor, schedule, profile, draft);
    await noteSchedule(tx, actor, schedule, "schedule.run", { update_id: slot.update_id });
    return slot;
  });
}
