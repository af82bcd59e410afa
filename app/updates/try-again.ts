import type { Brief, Tx, Update } from "../../db/app/tables.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import type { DateRange, Feedback } from "../../webhooks/contract/parameters.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { startGeneration, timeframeOf } from "./generate.ts";
import { parametersOf, titleOf } from "./parameters.ts";
import { requireUnread, asWindow } from "./read-once.ts";
import { requireMayTo } from "./require-may.ts";

const AGAIN = ["changes_requested", "failed", "timed_out", "nothing_to_report", "expired"] as const;

/**
 * Asks for a text once more: a new run, with the same brief or a changed one, its window resolved anew.
 *
 * @throws {Problem} `conflict` when the update is not in a state to begin again from, or a later one of its profile's clock has read
 *   its time; `invalid` for the brief.
 */
export async function tryAgain(
  deps: Deps,
  actor: Actor,
  id: string,
  { brief, shown }: { brief?: Brief; shown?: DateRange | null } = {},
): Promise<Update> {
  return permitted(deps.db, async (tx) => {
    const update = await getLocked(tx, actor, id);
    await requireState(tx, actor, update, AGAIN);
    await requireMayTo(tx, deps, actor, "compose", update);
    const wanted = brief ?? update.brief;
    const timeframe = await timeframeOf(tx, wanted, update.profile_id, deps.clock(), shown);
    await requireUnread(tx, update, asWindow(timeframe));
    return writeAgain(tx, deps, actor, update, { brief: wanted, timeframe });
  });
}

/** One of `AGAIN` → generating, in the caller's transaction. */
export async function generateAgain(
  tx: Tx,
  deps: Deps,
  actor: Actor,
  update: Update,
  brief: Brief,
  feedback?: Feedback,
): Promise<Update> {
  const timeframe = await timeframeOf(tx, brief, update.profile_id, deps.clock());
  return writeAgain(tx, deps, actor, update, { brief, timeframe, ...(feedback && { feedback }) });
}

async function writeAgain(
  tx: Tx,
  deps: Deps,
  actor: Actor,
  update: Update,
  { brief, timeframe, feedback }: { brief: Brief; timeframe: DateRange; feedback?: Feedback },
): Promise<Update> {
  const parameters = { ...parametersOf(brief, timeframe, feedback), date_range: timeframe };
  const again = await changeState(tx, actor, update.id, {
    from: AGAIN,
    to: "generating",
    action: "update.generated_again",
    detail: { generation: update.generation + 1, timeframe },
    change: { generation: update.generation + 1, problem: null, empty_reason: null, degraded: null },
  });
  await startGeneration(tx, deps, actor, again, parameters);
  return changeUpdate(tx, update.id, { brief: JSON.stringify(brief), title: titleOf(brief, timeframe) });
}
