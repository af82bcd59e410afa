import { giveReason, takeReasonBack } from "../../db/app/feedback.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { audit, getLocked } from "../updates/change-state.ts";
import { loadUpdate } from "../updates/load.ts";
import { requireMayTo } from "../updates/require-may.ts";
import { EDIT_REASONS, type EditReason } from "../words.ts";
import { changesOf } from "./changes.ts";

/** `item`: one that was changed, by its key; "" for the whole text. `on`: false takes it back. */
export type WhySaid = { item: string; reason: EditReason; on: boolean };

/**
 * Says why the agent's text was changed, in one word, or takes that back. What is said already is not said again: of two people who tap
 * at once one has done it, and neither undoes the other.
 *
 * @throws {Problem} `conflict` when nothing that was approved is there to speak of, `invalid` for what was not changed, `forbidden`.
 */
export async function sayWhy(deps: Deps, actor: Actor, id: string, { item, reason, on }: WhySaid): Promise<void> {
  const changes = await changesOf(deps.db, await loadUpdate(deps, actor, id));
  if (!changes) {
    throw new Problem("conflict", "Nothing of the agent’s text was changed here.", "Open the update and look.");
  }
  if (item !== "" && !changes.items.some(({ key, fate }) => key === item && fate !== "kept")) {
    throw new Problem("invalid", "That sentence is not among those that were changed.", "Reload the page to see them.");
  }
  await permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireMayTo(tx, deps, actor, "edit", update);
    const row = { update_id: id, item, reason };
    const done = on
      ? await giveReason(tx, { ...row, person_id: actor.id ?? update.created_by })
      : await takeReasonBack(tx, row);
    if (!done) return;
    const label = EDIT_REASONS.find(({ value }) => value === reason)?.label ?? reason;
    await audit(tx, actor, update, on ? "reason.given" : "reason.taken_back", { reason: label, item });
  });
}
