import { wholeSecond } from "../../base/clock.ts";
import type { Schedule, Slot } from "../../db/app/schedule-tables.ts";
import { listCovered, listDrafted } from "../../db/app/schedules.ts";
import type { Db, Profile, Tx } from "../../db/app/tables.ts";
import { gapsIn, lastEnd, overlap, type Window } from "../clock/windows.ts";
import type { Actor, Deps } from "../deps.ts";
import { draftSlot } from "./draft-slot.ts";

/**
 * What was drafted and came to nothing after the next window had been read: rejected, failed, retracted, left to expire. The next
 * windows go on from their own ends, so it gets a draft of its own.
 */
export async function findGaps(db: Db, profileId: string): Promise<(Window & { again: boolean })[]> {
  const [drafted, covered] = [await listDrafted(db, profileId), await listCovered(db, profileId)];
  const end = lastEnd(drafted, covered);
  const second = drafted.filter(({ again }) => again);
  const gaps = end ? gapsIn(drafted, covered, end) : [];
  return gaps.map((gap) => ({ ...gap, again: second.some((one) => overlap(one, gap)) }));
}

/** By itself the clock makes up for a time once: who says no a second time is not asked a third time, and can still ask by hand. */
export async function makeUp(tx: Tx, deps: Deps, owner: Actor, schedule: Schedule, profile: Profile): Promise<Slot[]> {
  const gaps = (await findGaps(tx, profile.id)).filter(({ again }) => !again);
  return draftGaps(tx, deps, owner, schedule, profile, gaps);
}

export async function draftGaps(
  tx: Tx,
  deps: Deps,
  actor: Actor,
  schedule: Schedule,
  profile: Profile,
  gaps: readonly Window[],
): Promise<Slot[]> {
  const drafted: Slot[] = [];
  for (const [index, { since, until }] of gaps.entries()) {
    // No time of the rule: those are whole minutes, and what is run by hand is at a whole second.
    const slot = new Date(wholeSecond(deps.clock()).getTime() + index + 1);
    const draft = { slot, origin: "made_up" as const, post_at: null, window: { since, until } };
    drafted.push(await draftSlot(tx, deps, actor, schedule, profile, draft));
  }
  return drafted;
}
