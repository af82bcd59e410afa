import type { Deps } from "../deps.ts";
import { holdUnapproved } from "./hold-unapproved.ts";
import { tellTrouble } from "./tell-trouble.ts";
import { postNothing } from "./post-nothing.ts";
import { recheckSoon } from "./recheck.ts";
import { tellOwnerless } from "./tell-ownerless.ts";
import { takeSlots } from "./take-slots.ts";

/** Job, every minute: everything that a schedule does by itself. Each part may be repeated, and may run in two instances at once. */
export async function tendSchedules(deps: Deps): Promise<void> {
  for (const part of PARTS) {
    try {
      await part(deps);
    } catch (error) {
      deps.log.error({ error, part: part.name }, "a part of what schedules do by themselves did not come to its end");
    }
  }
}

/** One part's trouble is not the others'. */
const PARTS = [takeSlots, tellOwnerless, recheckSoon, postNothing, holdUnapproved, tellTrouble];
