import { findGeneration } from "../../db/app/generations.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked } from "./change-state.ts";
import { requireUnread } from "./require-unread.ts";
import { requireMayTo } from "./require-may.ts";
import { reviewClock } from "./review-clock.ts";

/** rejected or expired → in review again. @throws {Problem} `conflict`, too, when a later update has read its time since. */
export async function reopen(deps: Deps, actor: Actor, id: string): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "reopen", update);
    const read = (await findGeneration(tx, id, update.generation))?.timeframe;
    if (read) await requireUnread(tx, update, read);
    return changeState(tx, actor, id, {
      from: ["rejected", "expired"],
      to: "in_review",
      action: "update.reopened",
      change: await reviewClock(tx, update, deps.clock()),
    });
  });
}
