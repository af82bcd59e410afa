import { wholeSecond } from "../../base/clock.ts";
import { isByReleases } from "../clock/chosen-range.ts";
import { findCheckedGeneration } from "../../db/app/generations.ts";
import { changeSlot, findSlotOf } from "../../db/app/slots.ts";
import type { Tx, Update, WindowChoice } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { takeBack } from "./take-back.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { requireUnread } from "./require-unread.ts";
import { goesOn } from "./reread.ts";
import { requireMayTo } from "./require-may.ts";
import { revise } from "./revise.ts";
import { generateAgain } from "./generate-again.ts";

/**
 * Writes an update again with what was merged since it was read: a window that goes on now ends now, and a schedule's next one begins
 * there. What somebody typed is kept as a revision; an approval was of another text and ends.
 *
 * @throws {Problem} `conflict` when nothing was read for it yet, it is elsewhere by now, or a later update read that time already.
 */
export async function takeIn(deps: Deps, actor: Actor, id: string): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, ["in_review", "approved"]);
    await requireMayTo(tx, deps, actor, "compose", locked);
    const window = await longerWindow(tx, locked, deps.clock());
    if (locked.state === "approved") await takeBack(tx, deps, actor, locked, "it is written again with new merges");
    const { working_copy: markdown, revision: base_revision } = locked;
    if (markdown) await revise(tx, deps, actor, locked, { markdown, base_revision });
    const back = await changeState(tx, actor, id, {
      from: ["in_review"],
      to: "changes_requested",
      action: "update.changes_requested",
      detail: { reason: "More was merged since." },
      change: { review_requested_by: null, review_requested_at: null },
    });
    return generateAgain(tx, deps, actor, back, { ...back.brief, window });
  });
}

async function longerWindow(tx: Tx, update: Update, now: Date): Promise<WindowChoice> {
  const generation = await findCheckedGeneration(tx, update.copied_from ?? update.id);
  const read = generation?.timeframe;
  if (!read) throw new Problem("conflict", "Nothing was read for it yet.", "Wait for its draft.");
  // Releases are found anew: what came since is in the range, where that goes on.
  if (isByReleases(update.brief.window)) return update.brief.window;
  const slot = await findSlotOf(tx, update.id);
  if (!slot && !goesOn(generation)) return { preset: "instants", since: read.since, until: read.until };
  const until = wholeSecond(now);
  await requireUnread(tx, update, { since: read.until, until: until.toISOString() });
  if (slot) await changeSlot(tx, slot.id, { window_until: until });
  return { preset: "instants", since: read.since, until: until.toISOString() };
}
