import { findGeneration } from "../../db/app/generations.ts";
import type { Generation, Update } from "../../db/app/tables.ts";
import type { ContinuationAnswer } from "../../webhooks/contract/continuation.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { sumText } from "../money.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { startGeneration } from "./generate.ts";
import { requireUnread, asWindow } from "./read-once.ts";
import { requireMayTo } from "./require-may.ts";

const CONTINUES = ["failed", "timed_out"] as const;

/** `answer` null: the pipelines do not say. */
export type Continuation = { answer: ContinuationAnswer | null };

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
    const [run_id, timeframe] = [before && runOf(before), before?.timeframe ?? before?.parameters.date_range];
    if (!before || !run_id || !timeframe) {
      throw new Problem("conflict", "There is no run that could go on.", "Try again instead.");
    }
    await requireUnread(tx, update, asWindow(timeframe));
    const generation = update.generation + 1;
    const again = await changeState(tx, actor, id, {
      from: CONTINUES,
      to: "generating",
      action: "update.continued",
      detail: { generation, run_id },
      change: { generation, problem: null, empty_reason: null, degraded: null },
    });
    const parameters = { ...before.parameters, date_range: timeframe };
    await startGeneration(tx, deps, actor, again, parameters, { continues: run_id });
    return again;
  });
}

/** The run that an update could go on with, and what that would take; null: there is none. */
export async function continuationOf(
  { pipelines }: Pick<Deps, "pipelines">,
  { state }: Pick<Update, "state">,
  generation: Generation | null,
): Promise<Continuation | null> {
  const run_id = generation && runOf(generation);
  if (!run_id || !CONTINUES.some((one) => one === state)) return null;
  try {
    const answer = await pipelines.continuation(run_id);
    return answer.calls.kept > 0 ? { answer } : null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === "not_found" ? null : { answer: null };
  }
}

/** "5 of 9 calls are kept, about $0.02 left to pay." */
export function continuationText({ answer }: Continuation): string {
  if (!answer) return "What was paid for is kept.";
  const { kept, likely } = answer.calls;
  const calls =
    kept === likely ? `All ${kept} calls are kept` : `${kept} of ${likely} calls ${kept === 1 ? "is" : "are"} kept`;
  if (!answer.cost_usd) return `${calls}.`;
  const { left } = answer.cost_usd;
  return `${calls}, ${left === 0 ? "nothing" : left < 0.01 ? sumText(left) : `about ${sumText(left)}`} left to pay.`;
}

/** One that could not begin goes on with what it was meant to go on with. */
const runOf = ({ run_id, continues }: Generation): string | null => run_id ?? continues;
