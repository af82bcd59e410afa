import { wholeSecond } from "../../base/clock.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { changeSlot, findSlotOf } from "../../db/app/slots.ts";
import type { Tx, Update, WindowChoice } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { takeBack } from "../updates/take-back.ts";
import { changeState, getLocked, requireState } from "../updates/change-state.ts";
import { requireUnread } from "../updates/read-once.ts";
import { requireMayTo } from "../updates/require-may.ts";
import { revise } from "../updates/revise.ts";
import { generateAgain } from "../updates/generate-again.ts";

/**
 * Writes a scheduled update again with what was merged since it was read: its window now ends now, and the next one begins there.
 * What somebody typed is kept as a revision; an approval was of another text and ends.
 *
 * @throws {Problem} `conflict` when it has no slot, is elsewhere by now, or a later update read that time already.
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
  const { id, generation } = update;
  const slot = await findSlotOf(tx, id);
  const read = (await findGeneration(tx, id, generation))?.timeframe;
  if (!slot || !read) {
    throw new Problem("conflict", "This update was not drafted by a schedule.", "Compose it again instead.");
  }
  const until = wholeSecond(now);
  await requireUnread(tx, update, { since: new Date(read.until), until });
  await changeSlot(tx, slot.id, { window_until: until, reread_at: null, reread: null });
  return { preset: "instants", since: read.since, until: until.toISOString() };
}
