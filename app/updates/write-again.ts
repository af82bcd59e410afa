import type { Brief, Tx, Update } from "../../db/app/tables.ts";
import { changeUpdate } from "../../db/app/updates.ts";
import type { Feedback } from "../../webhooks/contract/parameters.ts";
import type { Actor, Deps } from "../deps.ts";
import { changeState } from "./change-state.ts";
import { parametersOf, titleOf } from "./parameters.ts";
import { startGeneration } from "./start-generation.ts";
import { type AskedWindow, windowFact } from "./window-of-brief.ts";

export const AGAIN = ["changes_requested", "failed", "timed_out", "nothing_to_report", "expired"] as const;

/** One of `AGAIN` → generating, in the caller's transaction. */
export async function writeAgain(
  tx: Tx,
  deps: Deps,
  actor: Actor,
  update: Update,
  { brief, asked, feedback }: { brief: Brief; asked: AskedWindow; feedback?: Feedback },
): Promise<Update> {
  const parameters = parametersOf(brief, asked, feedback);
  const again = await changeState(tx, actor, update.id, {
    from: AGAIN,
    to: "generating",
    action: "update.generated_again",
    detail: { generation: update.generation + 1, ...windowFact(asked) },
    change: { generation: update.generation + 1, problem: null, empty_reason: null, degraded: null },
  });
  await startGeneration(tx, deps, actor, again, parameters);
  return changeUpdate(tx, update.id, { brief: JSON.stringify(brief), title: titleOf(brief, asked) });
}
