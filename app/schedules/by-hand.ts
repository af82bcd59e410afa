import { wholeSecond } from "../../base/clock.ts";
import type { Schedule, Slot } from "../../db/app/schedule-tables.ts";
import { listCovered, listDrafted } from "../../db/app/schedules.ts";
import { deleteSkipped, insertSlot, listTaken } from "../../db/app/slots.ts";
import type { Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { nextSlots } from "../clock/slots.ts";
import { lastEnd, later, overlap, pastWindows, windowUntil } from "../clock/windows.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { requireSources } from "../updates/check-sources.ts";
import { draftSlot } from "./draft-slot.ts";
import { draftGaps, findGaps } from "./make-up.ts";
import { noteSchedule, profileOf, scheduleOf } from "./schedules.ts";
import { tell } from "./take-slot.ts";

const LOOK_AHEAD = 50;
const BACKFILL = 4;
/** What is shorter was a second click. */
const SHORTEST_MS = 60_000;

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
      throw new Problem("conflict", "There is an update up to now already.", "Look at the schedule's last updates.");
    }
    const draft = { slot: now, origin: "run_now" as const, post_at: null, window };
    const slot = await draftSlot(tx, deps, actor, schedule, profile, draft);
    await noteSchedule(tx, actor, schedule, "schedule.run", { update_id: slot.update_id });
    return slot;
  });
}

/**
 * The last four windows as drafts, for a profile that comes late to its clock, and every earlier one that came to nothing since. What
 * was read already is left out.
 *
 * @throws {Problem} `conflict` when nothing is missing.
 */
export async function backfill(deps: Deps, actor: Actor, profileId: string): Promise<Slot[]> {
  await requireSources(deps, await profileOf(deps.db, actor, profileId));
  return onSchedule(deps, actor, profileId, async (tx, schedule) => {
    const profile = await profileOf(tx, actor, profileId);
    const past = pastWindows(schedule, deps.clock(), BACKFILL);
    const slots = past.map(({ slot }) => slot);
    const taken = new Set((await listTaken(tx, schedule.id, slots)).map(({ slot }) => slot.getTime()));
    const gaps = await findGaps(tx, profileId);
    const covered = [...(await listCovered(tx, profileId)), ...gaps];
    const missing = past.filter(
      ({ slot, window }) => !taken.has(slot.getTime()) && !covered.some((other) => overlap(window, other)),
    );
    if (missing.length + gaps.length === 0) {
      throw new Problem("conflict", "The last four windows have their updates.", "Find them among the updates.");
    }
    const drafted = await draftGaps(tx, deps, actor, schedule, profile, gaps);
    for (const { slot, window } of missing) {
      const draft = { slot, origin: "backfill" as const, post_at: null, window };
      drafted.push(await draftSlot(tx, deps, actor, schedule, profile, draft));
    }
    await noteSchedule(tx, actor, schedule, "schedule.backfilled", {
      updates: drafted.map(({ update_id }) => update_id),
    });
    return drafted;
  });
}

async function onSchedule<Result>(
  deps: Deps,
  actor: Actor,
  profileId: string,
  work: (tx: Tx, schedule: Schedule) => Promise<Result>,
): Promise<Result> {
  return permitted(deps.db, async (tx) => {
    await requireMay(tx, actor, "schedule.save", { profile_id: profileId });
    return work(tx, await scheduleOf(tx, actor, profileId));
  });
}
