import type { Slot } from "../../db/app/schedule-tables.ts";
import { getScheduleById } from "../../db/app/schedules.ts";
import { findSlotOf, listSlotsWith, markReread } from "../../db/app/slots.ts";
import type { Delivery, Update } from "../../db/app/tables.ts";
import { findUpdateById, lockUpdateById } from "../../db/app/updates.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { jobActor, type Deps } from "../deps.ts";
import { takeBack } from "../updates/after-failure.ts";
import { hold } from "./hold.ts";
import { reread, type Reread } from "./reread.ts";
import { tell } from "./take-slot.ts";

/** So early that somebody can still do something about it. */
const REREAD_BEFORE_MS = 30 * 60_000;
/** From the slot's time on. After that a person says whether it goes out unread. */
const PATIENCE_MS = 30 * 60_000;

/** Job, every minute: half an hour before it is posted, an update's evidence is read again. */
export async function recheckSoon(deps: Deps): Promise<void> {
  const { db, clock, log } = deps;
  const postBefore = new Date(clock().getTime() + REREAD_BEFORE_MS);
  for (const slot of await listSlotsWith(db, ["approved", "in_review"], { postBefore })) {
    const update = slot.reread_at ? undefined : await findUpdateById(db, slot.update_id ?? "");
    if (!update) continue;
    try {
      await act(deps, update, slot, await reread(deps, update, slot));
      await markReread(db, slot.id, clock());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      log.warn({ update_id: update.id, error: error.message }, "the evidence could not be read again");
    }
  }
}

/**
 * Called right before a delivery begins. A scheduled text whose evidence was taken back since does not go out; a text that was
 * approved once more after it had been held does: its people know.
 *
 * @returns "go", "held", "later" (the sweep asks again), or the seconds until it is time.
 */
export async function beforePosting(
  deps: Deps,
  { update_id, post_at }: Delivery,
): Promise<"go" | "held" | "later" | number> {
  const { db, clock, log } = deps;
  if (!post_at) return "go";
  const wait = Math.ceil((post_at.getTime() - clock().getTime()) / 1_000);
  if (wait > 0) return wait;
  const [update, slot] = await Promise.all([findUpdateById(db, update_id), findSlotOf(db, update_id)]);
  if (update?.state !== "approved" || !slot || slot.held_at) return "go";
  try {
    return await act(deps, update, slot, await reread(deps, update, slot));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.warn({ update_id, error: error.message }, "the evidence could not be read again");
    if (clock().getTime() - post_at.getTime() < PATIENCE_MS) return "later";
    return keepBack(deps, update, slot, "unread", { message: error.message });
  }
}

async function act(deps: Deps, update: Update, slot: Slot, { reverted, merged }: Reread): Promise<"go" | "held"> {
  if (reverted.length > 0) return keepBack(deps, update, slot, "reverted", { reverted });
  if (merged.length > 0) {
    await inTransaction(deps.db, async (tx) => {
      await tell(tx, await getScheduleById(tx, slot.schedule_id), slot, "slot.merged", {
        ...{ merged, title: update.title, after: slot.window_until },
      });
    });
  }
  return "go";
}

const WHY = {
  reverted: "something that it tells of was reverted",
  unread: "its evidence could not be read again",
} as const;

/** An approval of a text that may not be true any more ends, and the text is in review again. */
async function keepBack(
  deps: Deps,
  { id, team_id }: Update,
  slot: Slot,
  because: keyof typeof WHY,
  detail: Record<string, unknown>,
): Promise<"held"> {
  await inTransaction(deps.db, async (tx) => {
    const update = await lockUpdateById(tx, id);
    if (update?.state === "approved") await takeBack(tx, deps, jobActor(team_id), update, WHY[because]);
    if (update) await hold(tx, slot, update, because, deps.clock(), detail);
  });
  return "held";
}
