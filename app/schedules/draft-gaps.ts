import { wholeSecond } from "../../base/clock.ts";
import type { Schedule, Slot } from "../../db/app/schedule-tables.ts";
import type { Profile, Tx } from "../../db/app/tables.ts";
import type { Window } from "../clock/windows.ts";
import type { Actor, Deps } from "../deps.ts";
import { draftSlot } from "./draft-slot.ts";

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
