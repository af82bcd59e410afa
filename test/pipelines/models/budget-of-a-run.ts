import { reserve, settle } from "../../../pipelines/models/budget.ts";
import type { Caps } from "../../../pipelines/models/settings.ts";
import { budgetDeps, budgetTest, cents, DEAR, madeRun, usage } from "./budget-harness.ts";

export const at = (time: string) => () => new Date(time);

export type BudgetOfARun = Awaited<ReturnType<typeof budgetOfARun>>;

/** A budget in a database of its own, and a run that asks it. */
export async function budgetOfARun() {
  const here = await budgetTest();
  const { db } = here.connections[0];
  const run = await madeRun(db);
  const ask = (count: number, model = DEAR) => ({ run_id: run, model, most: cents(count) });
  return {
    ...here,
    db,
    run,
    ask,
    /** Reserves so many cents and, where they are told, books what the call did cost. */
    async spend(caps: Partial<Caps>, count: number, spent?: number, now = at("2026-11-15T12:00:00Z")) {
      const deps = budgetDeps(db, { caps, now });
      const reserved = await reserve(deps, ask(count));
      if (!reserved.ok) throw new Error(reserved.problem.message);
      if (spent !== undefined) await settle(deps, reserved.id, usage(spent * 10_000), spent / 100);
    },
  };
}
