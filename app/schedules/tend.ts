import type { Deps } from "../deps.ts";
import { holdUnapproved, tellTrouble } from "./hold.ts";
import { postNothing } from "./post-nothing.ts";
import { recheckSoon } from "./recheck.ts";
import { takeSlots } from "./take-slot.ts";

/** Job, every minute: everything that a schedule does by itself. Each part may be repeated, and may run in two instances at once. */
export async function tendSchedules(deps: Deps): Promise<void> {
  await takeSlots(deps);
  await recheckSoon(deps);
  await postNothing(deps);
  await holdUnapproved(deps);
  await tellTrouble(deps);
}
