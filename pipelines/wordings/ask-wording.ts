import type { Run } from "../../db/pipelines/tables.ts";
import { beginWordingRow, deleteWordingRow, endWordingRow, findWordingRow } from "../../db/pipelines/wordings.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem, shapeOf } from "../../webhooks/contract/problem.ts";
import type { WordingAnswer, WordingRequest } from "../../webhooks/contract/wordings.ts";
import type { Deps } from "../deps.ts";
import { getRun } from "../runs/get-run.ts";
import { beginWording } from "./begin-wording.ts";
import { type MadeCalls, paidFor, writeWording } from "./write-wording.ts";

/** `signal`: ends the call, since nobody waits any more. `limitMs`: what all of it may take; tests take less. */
type Asking = { key: string; signal: AbortSignal; limitMs?: number };

/** Past its time by so much, a process that has not answered is gone. */
const LOST_AFTER = 2;

/**
 * Asks the model of a run for one item in other words, once for each key: the same request with it gets the same answer, and is paid once.
 *
 * @throws {Problem} where no model is asked and nothing is paid, see `beginWording`; `invalid` when the key was used for another request,
 *   `unavailable` while the same one is being answered.
 */
export async function askWording(
  deps: Deps,
  id: string,
  asked: WordingRequest,
  { key, signal, limitMs = LIMITS.wording.seconds * 1_000 }: Asking,
): Promise<WordingAnswer> {
  const { db, clock } = deps;
  const run = await getRun(deps, id);
  const request_digest = digestOf({ run: run.id, asked });
  const asked_at = clock();
  const row = { idempotency_key: key, request_digest, run_id: run.id, asked_at };
  const lostBefore = new Date(asked_at.getTime() - limitMs * LOST_AFTER);
  if (!(await beginWordingRow(db, row, lostBefore))) return earlier(deps, key, request_digest);
  try {
    const answer = await withinTime(deps, run, asked, signal, limitMs);
    await endWordingRow(db, key, answer);
    return answer;
  } catch (error) {
    await deleteWordingRow(db, key);
    throw error;
  }
}

async function earlier({ db }: Deps, key: string, request_digest: string): Promise<WordingAnswer> {
  const known = await findWordingRow(db, key);
  if (known && known.request_digest !== request_digest) {
    throw new Problem(
      "invalid",
      "This Idempotency-Key was used for another request.",
      "Send the same body again, or use a new key.",
    );
  }
  if (known?.answer) return known.answer;
  throw new Problem("unavailable", "This wording is being asked for already.", "Wait a moment.", { retryAfterS: 1 });
}

async function withinTime(
  deps: Deps,
  run: Run,
  asked: WordingRequest,
  gone: AbortSignal,
  limitMs: number,
): Promise<WordingAnswer> {
  const late = AbortSignal.timeout(limitMs);
  const made: MadeCalls = [];
  const begun = await beginWording(deps, run, asked);
  try {
    return await writeWording(deps, run, asked, begun, { signal: AbortSignal.any([gone, late]), made });
  } catch (error) {
    if (!late.aborted || gone.aborted || error instanceof Problem) throw error;
    const { llm_model } = run.parameters;
    const message = `${llm_model} did not find other words within ${limitMs / 1_000} seconds.`;
    const problem = shapeOf(new Problem("timed_out", message, "Ask once more, or write it by hand."));
    // What was broken off may have cost something.
    const totals = { ...paidFor(made), model_calls: made.length + 1, cost_usd: null };
    return { run_id: run.id, text: null, problem, findings: [], ...totals };
  }
}
