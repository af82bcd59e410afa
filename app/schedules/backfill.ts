import type { Slot } from "../../db/app/schedule-tables.ts";
import { listCovered } from "../../db/app/schedules.ts";
import { listTaken } from "../../db/app/slots.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { overlap, pastWindows } from "../clock/windows.ts";
import type { Actor, Deps } from "../deps.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { requireSources } from "../updates/require-sources.ts";
import { draftSlot } from "./draft-slot.ts";
import { draftGaps } from "./draft-gaps.ts";
import { findGaps } from "./find-gaps.ts";
import { noteSchedule } from "./note-schedule.ts";
import { onSchedule } from "./on-schedule.ts";

const BACKFILL = 4;

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
