import type { Schedule, Slot } from "../../db/app/schedule-tables.ts";
import type { Profile, Tx } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { draftGaps } from "./draft-gaps.ts";
import { findGaps } from "./find-gaps.ts";

/** By itself the clock makes up for a time once: who says no a second time is not asked a third time, and can still ask by hand. */
export async function makeUp(tx: Tx, deps: Deps, owner: Actor, schedule: Schedule, profile: Profile): Promise<Slot[]> {
  const gaps = (await findGaps(tx, profile.id)).filter(({ again }) => !again);
  return draftGaps(tx, deps, owner, schedule, profile, gaps);
}
