import type { Clock } from "../../../base/clock.ts";
import type { Log } from "../../../base/log.ts";
import { deleteHoldsOfEnded } from "../../../db/pipelines/holds.ts";
import { clearEstimates, settleAtMost, sumOfEstimated, sumOfOpen } from "../../../db/pipelines/reservations.ts";
import type { Db } from "../../../db/pipelines/tables.ts";
import type { BudgetAnswer } from "../../../webhooks/contract/runs.ts";
import { usdOf } from "./money.ts";
import { monthOf } from "./periods.ts";

type Here = { db: Db; clock: Clock };

/** Four tries, and waiting before each but the first. */
const LONGEST_CALLS = 8;

/** When a call that has not come back by then is given up: no call takes longer. */
export function lostAt(at: Date, { callGraceMs }: { callGraceMs: number }): Date {
  return new Date(at.getTime() + LONGEST_CALLS * callGraceMs);
}

/**
 * Of a call whose cost nobody knows: broken off, timed out, or made by a process that is gone. A model may have worked for it to the
 * end, so it counts with what was set aside for it, and as an estimate.
 */
export async function settleUnknown({ db, clock }: Here, id: string): Promise<void> {
  await settleAtMost(db, { id }, clock());
}

/** Whatever earlier attempts at a run left open: nobody waits for it any more. */
export async function settleLost({ db, clock, log }: Here & { log: Log }, runId: string): Promise<void> {
  const calls = await settleAtMost(db, { run_id: runId }, clock());
  if (calls > 0) log.warn({ run_id: runId, calls }, NEVER_CAME_BACK);
}

/** Job, every minute: calls that are given up, of no run or of one that nobody takes again; and what runs kept that are over. */
export async function sweepReservations({ db, clock, log }: Here & { log: Log }): Promise<void> {
  const calls = await settleAtMost(db, { lost_before: clock() }, clock());
  if (calls > 0) log.warn({ calls }, NEVER_CAME_BACK);
  await deleteHoldsOfEnded(db);
}

const NEVER_CAME_BACK = "calls to models never came back: they count with what they may have cost";

/** Somebody looked at the bill: the calls of this month that never came back did cost nothing. */
export async function clearLost({ db, clock, log }: Here & { log: Log }, by: string): Promise<void> {
  const calls = await clearEstimates(db, monthOf(clock()), by);
  log.warn({ calls, by }, "calls that never came back are cleared");
}

/** Of this month. */
export async function unsettledCalls({ db, clock }: Here): Promise<Pick<BudgetAnswer, "open" | "lost">> {
  const [open, lost] = [await sumOfOpen(db), await sumOfEstimated(db, monthOf(clock()))];
  return {
    open: {
      calls: open.calls,
      usd: usdOf(open.micros),
      tokens: open.tokens,
      until: open.until?.toISOString() ?? null,
    },
    lost: { calls: lost.calls, usd: usdOf(lost.micros), tokens: lost.tokens },
  };
}
