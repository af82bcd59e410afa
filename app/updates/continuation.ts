import type { Generation, Update } from "../../db/app/tables.ts";
import type { ContinuationAnswer } from "../../webhooks/contract/continuation.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { sumText } from "../money.ts";

export const CONTINUES = ["failed", "timed_out"] as const;

/** `answer` null: the pipelines do not say. */
export type Continuation = { answer: ContinuationAnswer | null };

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
export const runOf = ({ run_id, continues }: Generation): string | null => run_id ?? continues;
