import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { inTransaction } from "../../db/connect.ts";
import { deleteModelStop, findModelStop, putModelStop, type ModelStop } from "../../db/pipelines/model-stop.ts";
import { putHold, sumOfHolds } from "../../db/pipelines/holds.ts";
import * as rows from "../../db/pipelines/reservations.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { BudgetAnswer } from "../../webhooks/contract/runs.ts";
import type { ChatProblem, MostTokens, Terms, Usage } from "./chat.ts";
import { microsOf, usdOf } from "./budget/money.ts";
import { lostAt, unsettledCalls } from "./budget/lost-calls.ts";
import { dayOf, monthOf } from "./budget/periods.ts";
import { budgetRefusal, NO_AMOUNT, type AllSums, type Amount } from "./budget/refusal.ts";
import type { Prices } from "./prices.ts";
import type { Cap, Caps } from "./settings.ts";

/** What keeping to a budget takes of the process. */
export type BudgetDeps = { db: Db; clock: Clock; prices: Prices; settings: { caps: Caps; callGraceMs: number } };
/** `run_id` null: a call that belongs to no run, so that no cap of a run applies. */
type Asked = { run_id: string | null; model: string; most: MostTokens; terms?: Terms };

/**
 * Sets aside what a call may cost at most, before it is made, and keeps what its run has still to write: in the place of what it kept
 * before. Runs side by side are let in one after the other, so that together they never pass a cap.
 *
 * @returns how many output tokens the call may take: fewer than it wants where a cap leaves no more, and these may do.
 */
export async function reserve(
  { db, clock, prices, settings }: BudgetDeps,
  { run_id, model, most, terms = USUAL_TERMS }: Asked,
): Promise<{ ok: true; id: string; output_tokens: number } | { ok: false; problem: ChatProblem }> {
  return inTransaction(db, async (tx) => {
    await rows.lockBudget(tx);
    const at = clock();
    const stop = await findModelStop(tx);
    if (stop) return { ok: false, problem: stopped(stop) };
    const sums = await allSums(tx, run_id, at);
    const caps = run_id === null ? { ...settings.caps, run: NO_CAP } : settings.caps;
    const kept = priced(prices, model, terms.keep, at);
    const amountOf = (output_tokens: number) => priced(prices, model, { ...most, output_tokens }, at);
    const refusal = (output: number, besides: Amount) =>
      budgetRefusal(caps, sums, { model, ...amountOf(output), for: "the next call", kept: besides }, at);
    const least = Math.min(terms.least ?? most.output_tokens, most.output_tokens);
    const fitting = (besides: Amount) =>
      mostThatFits(least, most.output_tokens, (output) => refusal(output, besides) === null);
    const keeping = fitting(kept);
    const output_tokens = keeping ?? (terms.yields ? null : fitting(NO_AMOUNT));
    // Safe: it was refused.
    if (output_tokens === null) return { ok: false, problem: refusal(least, terms.yields ? kept : NO_AMOUNT)! };
    const id = newId();
    const row = { id, run_id, model, at, ...amountOf(output_tokens), lost_at: lostAt(at, settings) };
    await rows.insertReservation(tx, row);
    if (run_id !== null) await putHold(tx, run_id, keeping === null ? NO_AMOUNT : kept, at);
    return { ok: true, id, output_tokens };
  });
}

const USUAL_TERMS: Terms = { keep: { input_tokens: 0, output_tokens: 0 }, yields: false, least: null };

/** The largest number that fits, where more never fits better; null: not even the least does. */
function mostThatFits(least: number, most: number, fits: (number: number) => boolean): number | null {
  if (!fits(least)) return null;
  let [low, high] = [least, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Puts what a call did cost in the place of what was set aside for it. `costUsd` null: not known. */
export async function settle(
  { db, clock }: Pick<BudgetDeps, "db" | "clock">,
  id: string,
  { input_tokens, output_tokens }: Usage,
  costUsd: number | null,
): Promise<void> {
  const spent = { micros: costUsd === null ? null : microsOf(costUsd), tokens: input_tokens + output_tokens };
  await rows.settleReservation(db, id, spent, clock());
}

/**
 * Why a new run that takes so much would not be let near a model now; null: it would. Sets nothing aside.
 *
 * @param runId Of one that is written, and shall get another wording.
 */
export async function refusalNow(
  { db, clock, prices, settings }: BudgetDeps,
  model: string,
  { input_tokens, output_tokens }: MostTokens,
  runId: string | null = null,
): Promise<ChatProblem | null> {
  const now = clock();
  const stop = await findModelStop(db);
  if (stop) return stopped(stop);
  const takes = priced(prices, model, { input_tokens, output_tokens }, now);
  const what = runId === null ? ("such a run" as const) : ("another wording" as const);
  return budgetRefusal(settings.caps, await allSums(db, runId, now), { model, ...takes, for: what }, now);
}

/** What models have cost in this day and month, and what they may cost. */
export async function spending({ db, clock, settings }: BudgetDeps): Promise<BudgetAnswer> {
  const { run, day, month } = settings.caps;
  const sums = await allSums(db, null, clock());
  const stop = await findModelStop(db);
  return {
    day: spendingOf(sums.day, day),
    month: spendingOf(sums.month, month),
    run: { cap_usd: run.usd, cap_tokens: run.tokens },
    ...(await unsettledCalls({ db, clock })),
    stopped: stop ? { reason: stop.reason, by: stop.stopped_by, at: stop.stopped_at.toISOString() } : null,
  };
}

type Switch = Pick<BudgetDeps, "db" | "clock"> & { log: Log };

/** From now on no model is asked. Calls that are being made come to their end. */
export async function switchModelsOff({ db, clock, log }: Switch, stop: { reason: string; by: string }): Promise<void> {
  await putModelStop(db, stop, clock());
  log.warn(stop, "models are switched off");
}

export async function switchModelsOn({ db, log }: Switch, by: string): Promise<void> {
  await deleteModelStop(db);
  log.warn({ by }, "models are switched on");
}

/** @param runId Whose own hold does not count: it is put anew with each of its calls. */
async function allSums(db: Db, runId: string | null, now: Date): Promise<AllSums> {
  const since = async (begin: Date): Promise<rows.Sums> => {
    const [sums, held] = [await rows.sumSince(db, begin), await sumOfHolds(db, begin, runId)];
    const reserved_tokens = sums.reserved_tokens + held.tokens;
    return { ...sums, reserved_tokens, reserved_micros: sums.reserved_micros + held.micros };
  };
  return {
    run: runId === null ? NOTHING : await rows.sumOfRun(db, runId),
    day: await since(dayOf(now)),
    month: await since(monthOf(now)),
  };
}

const NO_CAP: Cap = { usd: null, tokens: null };
const NOTHING: rows.Sums = {
  spent_micros: 0,
  reserved_micros: 0,
  spent_tokens: 0,
  reserved_tokens: 0,
  unpriced_calls: 0,
};

function priced(prices: Prices, model: string, { input_tokens, output_tokens }: MostTokens, at: Date) {
  const price = prices.priceOf({ input_tokens, output_tokens, cached_tokens: 0, estimated: true }, model, at);
  return { micros: price && microsOf(price.cost_usd), tokens: input_tokens + output_tokens };
}

function stopped({ reason, stopped_by, stopped_at }: ModelStop): ChatProblem {
  const since = `${stopped_at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const message = `Models are switched off since ${since} by ${stopped_by}: ${reason.replace(/(?<![\s.])[\s.]+$/, "")}.`;
  return { code: "unavailable", kind: "switched_off", message, remedy: "Switch them on again when that is settled." };
}

function spendingOf(sums: rows.Sums, cap: Cap): BudgetAnswer["day"] {
  return {
    spent_usd: usdOf(sums.spent_micros),
    reserved_usd: usdOf(sums.reserved_micros),
    tokens: sums.spent_tokens + sums.reserved_tokens,
    unpriced_calls: sums.unpriced_calls,
    cap_usd: cap.usd,
    cap_tokens: cap.tokens,
  };
}
