import { findGeneration } from "../../db/app/generations.ts";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { CONTINUES, runOf } from "./continuation.ts";
import { startGeneration } from "./start-generation.ts";
import { requireUnread } from "./require-unread.ts";
import { requireMayTo } from "./require-may.ts";

/**
 * Lets the run that failed go on where it stood: a new generation over the same recording, so that what was paid for is not paid twice.
 * The brief and its window stay as they are; whoever wants others tries again.
 *
 * @throws {Problem} `conflict` when the update is elsewhere, has no run to go on with, or a later one of its profile's clock has read its time.
 */
export async function continueUpdate(deps: Deps, actor: Actor, id: string): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, CONTINUES);
    await requireMayTo(tx, deps, actor, "compose", update);
    const before = await findGeneration(tx, id, update.generation);
    const run_id = before && runOf(before);
    const window = before?.timeframe ?? before?.parameters.date_range;
    if (!before || !run_id || (!window && !before.parameters.range)) {
      throw new Problem("conflict", "There is no run that could go on.", "Try again instead.");
    }
    if (window) await requireUnread(tx, update, window);
    const generation = update.generation + 1;
    const again = await changeState(tx, actor, id, {
      from: CONTINUES,
      to: "generating",
      action: "update.continued",
      detail: { generation, run_id },
      change: { generation, problem: null, empty_reason: null, degraded: null },
    });
    const days = before.parameters.range || !window ? {} : { date_range: window };
    const parameters = { ...before.parameters, ...days };
    await startGeneration(tx, deps, actor, again, parameters, { continues: run_id, policy: before.policy });
    return again;
  });
}
