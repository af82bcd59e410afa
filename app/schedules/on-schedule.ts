import type { Schedule } from "../../db/app/schedule-tables.ts";
import type { Tx } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { scheduleOf } from "./schedule-of.ts";

/** Changes a profile's schedule, in one transaction, once it is known that it may be. @throws {Problem} `forbidden`, `not_found`. */
export async function onSchedule<Result>(
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
