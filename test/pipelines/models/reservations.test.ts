import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Db } from "../../../db/pipelines/tables.ts";
import { reserve, settle, spending } from "../../../pipelines/models/budget.ts";
import { clearLost, sweepReservations } from "../../../pipelines/models/budget/lost-calls.ts";
import { at, budgetOfARun, type BudgetOfARun } from "./budget-of-a-run.ts";
import { budgetDeps, cents, DEAR, emptyBudget, madeRun, usage } from "./budget-harness.ts";

let here: BudgetOfARun;
let db: Db;
let run: string;
beforeAll(async () => void ({ db, run } = here = await budgetOfARun()));
afterAll(() => here.close());
beforeEach(() => emptyBudget(db));

describe("what a run has still to write", () => {
  const day = { usd: 1, tokens: null };
  const keep = (count: number, yields = true) => ({ keep: cents(count), yields, least: null });

  test("is kept for it from every other run, until it is written", async () => {
    const [deps, other] = [budgetDeps(db, { caps: { day } }), await madeRun(db)];
    expect(await reserve(deps, { ...here.ask(10), terms: keep(60) })).toMatchObject({ ok: true });
    expect((await spending(deps)).day.reserved_usd).toBe(0.7);
    expect(await reserve(deps, { ...here.ask(40), run_id: other })).toMatchObject({
      problem: { message: expect.stringContaining("$0.00 spent, $0.70 set aside, and it may take $0.40") },
    });

    expect(await reserve(deps, here.ask(60))).toMatchObject({ ok: true });
    expect((await spending(deps)).day.reserved_usd).toBe(0.7);
    expect(await reserve(deps, { ...here.ask(30), run_id: other })).toMatchObject({ ok: true });
  });

  test.each([
    ["dollars", { usd: 1, tokens: null }, "$1.00", "$0.60 ($0.50 spent, $0.00 set aside)"],
    ["tokens", { usd: null, tokens: 1_000_000 }, "1,000,000 tokens", "600,000 tokens (500,000 spent, 0 set aside)"],
  ])(
    "ends what comes before it, and nothing else, when a cap in %s covers no more",
    async (_unit, cap, whole, rest) => {
      const caps = { run: cap };
      await here.spend(caps, 50, 50);
      const deps = budgetDeps(db, { caps });

      expect(await reserve(deps, { ...here.ask(1), terms: keep(60) })).toMatchObject({
        problem: {
          kind: "budget",
          message: `The rest of this run’s budget of ${whole} is kept for writing, which may take ${rest}.`,
        },
      });
      expect(await reserve(deps, { ...here.ask(1), terms: keep(60, false) })).toMatchObject({ ok: true });
    },
  );

  test("is paid with fewer tokens where a cap leaves no more than may do, and with none below that", async () => {
    const most = { input_tokens: 100_000, output_tokens: 100_000 };
    const asked = (least: number, kept = 0) => ({
      run_id: run,
      model: DEAR,
      most,
      terms: { keep: cents(kept), yields: false, least },
    });
    const deps = budgetDeps(db, { caps: { run: { usd: 0.5, tokens: null } } });
    expect(await reserve(deps, asked(40_001))).toMatchObject({
      problem: { message: expect.stringContaining("and it may take $0.50"), remedy: "Raise BUDGET_RUN_USD." },
    });
    // Ten cents for its input; what is left over after what is kept, else all of it.
    expect(await reserve(deps, asked(10_000, 20))).toMatchObject({ ok: true, output_tokens: 20_000 });
    await emptyBudget(db);
    expect(await reserve(deps, asked(30_000, 20))).toMatchObject({ ok: true, output_tokens: 40_000 });
    expect((await spending(deps)).day.reserved_usd).toBe(0.5);
  });

  test("is given back when its run has ended without anybody who could say so", async () => {
    const deps = budgetDeps(db);
    await reserve(deps, { ...here.ask(10), terms: keep(60) });
    await sweepReservations(deps);
    expect((await spending(deps)).day.reserved_usd).toBe(0.7);

    await db.updateTable("pipelines.runs").set({ state: "failed" }).where("id", "=", run).execute();
    await sweepReservations(deps);
    expect((await spending(deps)).day.reserved_usd).toBe(0.1);
    await db.updateTable("pipelines.runs").set({ state: "queued" }).where("id", "=", run).execute();
  });
});

describe("a call that never came back", () => {
  const later = at("2026-11-15T12:12:41Z");
  const lose = async (count: number) => {
    const reserved = await reserve(budgetDeps(db), here.ask(count));
    if (!reserved.ok) throw new Error("refused");
    return reserved.id;
  };

  test("is open until the time that is said, then an estimate, and free when somebody clears it", async () => {
    await lose(40);
    await lose(30);
    const deps = budgetDeps(db, { now: later });
    expect(await spending(deps)).toMatchObject({
      open: { calls: 2, usd: 0.7, tokens: 700_000, until: "2026-11-15T12:12:40.000Z" },
      lost: { calls: 0, usd: 0, tokens: 0 },
    });

    await sweepReservations(deps);
    expect(await spending(deps)).toMatchObject({
      open: { calls: 0, usd: 0, tokens: 0, until: null },
      lost: { calls: 2, usd: 0.7, tokens: 700_000 },
      day: { spent_usd: 0.7, reserved_usd: 0 },
    });

    await clearLost(deps, "Mira");
    expect(await spending(deps)).toMatchObject({ lost: { calls: 0 }, day: { spent_usd: 0, tokens: 0 } });
    const rows = await db.selectFrom("pipelines.reservations").select(["reserved_usd", "cleared_by"]).execute();
    expect(rows.map(({ cleared_by }) => cleared_by)).toEqual(["Mira", "Mira"]);
    expect(rows.map(({ reserved_usd }) => Number(reserved_usd)).sort()).toEqual([0.3, 0.4]);
  });

  test("and comes back after all counts with what it did cost, cleared or not", async () => {
    const [one, other] = [await lose(40), await lose(30)];
    const deps = budgetDeps(db, { now: later });
    await sweepReservations(deps);
    await settle(deps, one, usage(50_000), 0.05);
    expect(await spending(deps)).toMatchObject({ lost: { calls: 1, usd: 0.3 }, day: { spent_usd: 0.35 } });

    await clearLost(deps, "Mira");
    await settle(deps, other, usage(20_000), 0.02);
    expect(await spending(deps)).toMatchObject({ lost: { calls: 0 }, day: { spent_usd: 0.07, tokens: 70_000 } });
  });

  test("in an earlier month is no longer shown, and nobody clears it", async () => {
    await lose(40);
    const december = budgetDeps(db, { now: at("2026-12-01T00:00:00Z") });
    await sweepReservations(december);
    await clearLost(december, "Mira");
    expect((await spending(december)).lost.calls).toBe(0);
    expect((await spending(budgetDeps(db))).lost.calls).toBe(1);
  });
});
