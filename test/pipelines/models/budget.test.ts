import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Db } from "../../../db/pipelines/tables.ts";
import { switchModelsOn, reserve, settle, spending, switchModelsOff } from "../../../pipelines/models/budget.ts";
import { clearLost, sweepReservations } from "../../../pipelines/models/budget/lost-calls.ts";
import { microsOf, moneyText } from "../../../pipelines/models/budget/money.ts";
import { unkeptBudgets } from "../../../pipelines/models/budget/refusal.ts";
import type { Caps } from "../../../pipelines/models/settings.ts";
import { budgetAnswer } from "../../../webhooks/contract/runs.ts";
import {
  budgetDeps,
  budgetTest,
  cents,
  DEAR,
  emptyBudget,
  LOCAL,
  madeRun,
  usage,
  type BudgetTest,
} from "./budget-harness.ts";

let here: BudgetTest;
let db: Db;
let run: string;
beforeAll(async () => {
  here = await budgetTest();
  db = here.connections[0].db;
  run = await madeRun(db);
});
afterAll(() => here.close());
beforeEach(() => emptyBudget(db));

const at = (time: string) => () => new Date(time);
const ask = (count: number, model = DEAR) => ({ run_id: run, model, most: cents(count) });

/** Reserves so many cents and, where they are told, books what the call did cost. */
async function spend(caps: Partial<Caps>, count: number, spent?: number, now = at("2026-11-15T12:00:00Z")) {
  const deps = budgetDeps(db, { caps, now });
  const reserved = await reserve(deps, ask(count));
  if (!reserved.ok) throw new Error(reserved.problem.message);
  if (spent !== undefined) await settle(deps, reserved.id, usage(spent * 10_000), spent / 100);
}

test.each([
  ["of a day, in dollars", { day: { usd: 1, tokens: null } }, DEAR],
  ["of a month, in dollars", { month: { usd: 1, tokens: null } }, DEAR],
  ["of a run, in dollars", { run: { usd: 1, tokens: null } }, DEAR],
  ["of a day, in tokens", { day: { usd: null, tokens: 1_000_000 } }, LOCAL],
])(
  "of 20 calls that race for the last of the budget %s, exactly those that fit are let in",
  async (_what, caps, model) => {
    const [one, other] = here.connections.map((connection) => budgetDeps(connection.db, { caps }));
    const asked = { run_id: run, model, most: cents(30) };

    const all = await Promise.all(Array.from({ length: 20 }, (_, index) => reserve(index % 2 ? one! : other!, asked)));

    expect(all.filter(({ ok }) => ok)).toHaveLength(3);
    const [sum] = await db
      .selectFrom("pipelines.reservations")
      .select(({ fn }) => [fn.sum<string>("reserved_tokens").as("tokens"), fn.sum<string>("reserved_usd").as("usd")])
      .execute();
    expect(Number(sum?.tokens)).toBe(900_000);
    expect(Number(sum?.usd)).toBe(model === DEAR ? 0.9 : 0);
    const refusals = all.flatMap((one) => (one.ok ? [] : [one.problem.message]));
    expect(new Set(refusals).size).toBe(1);
    expect(refusals[0]).toMatch(/budget of .* is too small for the next call: .*, and it may take/);
  },
);

test("of two runs that race for the last of the budget one goes on, and the other is told why", async () => {
  const [first, second] = [await madeRun(db), await madeRun(db)];
  const deps = budgetDeps(db, { caps: { day: { usd: 0.5, tokens: null } } });

  const both = await Promise.all([first, second].map((run_id) => reserve(deps, { ...ask(30), run_id })));

  expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
  const refused = both.find(({ ok }) => !ok);
  expect(refused).toEqual({
    ok: false,
    problem: {
      code: "unavailable",
      kind: "budget",
      message:
        "Today’s budget of $0.50 is too small for the next call: $0.00 spent, $0.30 set aside, and it may take $0.30.",
      remedy: "It opens again at 00:00 UTC; or raise BUDGET_DAY_USD.",
    },
  });
});

describe("what a run has still to write", () => {
  const day = { usd: 1, tokens: null };
  const keep = (count: number, yields = true) => ({ keep: cents(count), yields, least: null });

  test("is kept for it from every other run, until it is written", async () => {
    const [deps, other] = [budgetDeps(db, { caps: { day } }), await madeRun(db)];
    expect(await reserve(deps, { ...ask(10), terms: keep(60) })).toMatchObject({ ok: true });
    expect((await spending(deps)).day.reserved_usd).toBe(0.7);
    expect(await reserve(deps, { ...ask(40), run_id: other })).toMatchObject({
      problem: { message: expect.stringContaining("$0.00 spent, $0.70 set aside, and it may take $0.40") },
    });

    expect(await reserve(deps, ask(60))).toMatchObject({ ok: true });
    expect((await spending(deps)).day.reserved_usd).toBe(0.7);
    expect(await reserve(deps, { ...ask(30), run_id: other })).toMatchObject({ ok: true });
  });

  test.each([
    ["dollars", { usd: 1, tokens: null }, "$1.00", "$0.60 ($0.50 spent, $0.00 set aside)"],
    ["tokens", { usd: null, tokens: 1_000_000 }, "1,000,000 tokens", "600,000 tokens (500,000 spent, 0 set aside)"],
  ])(
    "ends what comes before it, and nothing else, when a cap in %s covers no more",
    async (_unit, cap, whole, rest) => {
      const caps = { run: cap };
      await spend(caps, 50, 50);
      const deps = budgetDeps(db, { caps });

      expect(await reserve(deps, { ...ask(1), terms: keep(60) })).toMatchObject({
        problem: {
          kind: "budget",
          message: `The rest of this run’s budget of ${whole} is kept for writing, which may take ${rest}.`,
        },
      });
      expect(await reserve(deps, { ...ask(1), terms: keep(60, false) })).toMatchObject({ ok: true });
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
    await reserve(deps, { ...ask(10), terms: keep(60) });
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
    const reserved = await reserve(budgetDeps(db), ask(count));
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

test("three times ten cents fit into thirty: sums are exact", async () => {
  const day = { usd: 0.3, tokens: null };
  await spend({ day }, 10);
  await spend({ day }, 10, 10);
  await spend({ day }, 10);
  await expect(spend({ day }, 1)).rejects.toThrow("Today’s budget of $0.30 is used up: $0.10 spent, $0.20 set aside.");
});

test("what a call did cost takes the place of what was set aside, and the rest is free again", async () => {
  const day = { usd: 1, tokens: null };
  await spend({ day }, 90, 5);
  await spend({ day }, 90, 10);
  const deps = budgetDeps(db, { caps: { day } });

  expect(await reserve(deps, ask(90))).toMatchObject({
    problem: {
      message:
        "Today’s budget of $1.00 is too small for the next call: $0.15 spent, $0.00 set aside, and it may take $0.90.",
    },
  });
  expect(await reserve(deps, ask(85))).toMatchObject({ ok: true });
});

test("a call is settled once", async () => {
  const deps = budgetDeps(db);
  const reserved = await reserve(deps, ask(10));
  if (!reserved.ok) throw new Error("refused");
  await settle(deps, reserved.id, usage(10_000), 0.01);
  await settle(deps, reserved.id, usage(90_000), 0.09);

  expect((await spending(deps)).day).toMatchObject({ spent_usd: 0.01, tokens: 10_000 });
});

test("a call whose end nobody knows counts with what was set aside for it, the next day only in its month", async () => {
  await spend({}, 40);
  await spend({}, 40, 25);

  const today = await spending(budgetDeps(db, { now: at("2026-11-15T23:59:59Z") }));
  expect(today.day).toMatchObject({ spent_usd: 0.25, reserved_usd: 0.4, tokens: 650_000, unpriced_calls: 0 });
  const tomorrow = await spending(budgetDeps(db, { now: at("2026-11-16T00:00:00Z") }));
  expect(tomorrow).toMatchObject({ day: { spent_usd: 0, reserved_usd: 0 }, month: { spent_usd: 0.25 } });
  const december = await spending(budgetDeps(db, { now: at("2026-12-01T00:00:00Z") }));
  expect(december).toMatchObject({ month: { spent_usd: 0, reserved_usd: 0, tokens: 0 } });
});

test.each<[string, Partial<Caps>, string, string]>([
  [
    "of the day in dollars",
    { day: { usd: 5, tokens: null } },
    "Today’s budget of $5.00 is used up: $4.80 spent, $0.30 set aside.",
    "It opens again at 00:00 UTC; or raise BUDGET_DAY_USD.",
  ],
  [
    "of the month in dollars",
    { month: { usd: 5, tokens: null }, day: { usd: 5, tokens: null } },
    "This month’s budget of $5.00 is used up: $4.80 spent, $0.30 set aside.",
    "It opens again at 00:00 UTC on 1 December; or raise BUDGET_MONTH_USD.",
  ],
  [
    "of the run in tokens",
    { run: { usd: null, tokens: 5_000_000 } },
    "This run’s budget of 5,000,000 tokens is used up: 4,800,000 spent, 300,000 set aside.",
    "Choose fewer days or fewer rounds; or raise BUDGET_RUN_TOKENS.",
  ],
])("a budget %s that is used up says what was spent, and when it opens again", async (_what, caps, message, remedy) => {
  await spend({}, 480, 480);
  await spend({}, 30);

  const refused = await reserve(budgetDeps(db, { caps }), ask(10));

  expect(refused).toEqual({ ok: false, problem: { code: "unavailable", kind: "budget", message, remedy } });
});

test("the budget of a run counts what that run took, and no other", async () => {
  const caps = { run: { usd: 0.5, tokens: null } };
  await spend(caps, 40, 40);

  expect(await reserve(budgetDeps(db, { caps }), ask(20))).toMatchObject({ problem: { kind: "budget" } });
  expect(await reserve(budgetDeps(db, { caps }), { ...ask(20), run_id: await madeRun(db) })).toMatchObject({
    ok: true,
  });
});

test.each([
  [4_800_000, "$4.80"],
  [0, "$0.00"],
  [50_000, "$0.05"],
  [12_500, "$0.0125"],
  [40, "less than $0.0001"],
])("%d millionths of a dollar read as %s", (micros, said) => {
  expect(moneyText(micros)).toBe(said);
});

test("what is set aside is rounded up to a millionth, and crumbs of the calculation are not", () => {
  expect([0.07, 0.0000001, 0, 4.8].map(microsOf)).toEqual([70_000, 1, 0, 4_800_000]);
});

test("a call that alone is more than the cap fits on no other day: only the cap is named", async () => {
  const deps = budgetDeps(db, { caps: { day: { usd: 0.05, tokens: null } } });
  expect(await reserve(deps, ask(8))).toMatchObject({
    problem: {
      message:
        "Today’s budget of $0.05 is too small for the next call: $0.00 spent, $0.00 set aside, and it may take $0.08.",
      remedy: "Raise BUDGET_DAY_USD.",
    },
  });
});

test("a budget in dollars lets no model in whose price is not known, unless tokens are bounded too", async () => {
  const closed = budgetDeps(db, { caps: { month: { usd: 5, tokens: null } } });
  expect(await reserve(closed, ask(1, LOCAL))).toMatchObject({
    problem: {
      message: "The price of local is not known, so this month’s budget in dollars cannot be kept.",
      remedy: "Set its price in LLM_PRICES, or a cap of tokens in BUDGET_MONTH_TOKENS.",
    },
  });

  const bounded = budgetDeps(db, { caps: { month: { usd: 5, tokens: 15_000 } } });
  expect(await reserve(bounded, ask(1, LOCAL))).toMatchObject({ ok: true });
  expect(await reserve(bounded, ask(1, LOCAL))).toMatchObject({ problem: { kind: "budget" } });
  expect((await spending(bounded)).month).toMatchObject({ spent_usd: 0, tokens: 10_000, unpriced_calls: 1 });
});

test.each<[string, Partial<Caps>, boolean, string]>([
  [
    "a cap in tokens beside it is the bound",
    { run: { usd: 0.5, tokens: 400_000 } },
    false,
    "The price of local is not known, so BUDGET_RUN_USD cannot be kept: 400,000 tokens a run are its bound. Set its price in LLM_PRICES.",
  ],
  [
    "without one the rules write",
    { run: { usd: 0.5, tokens: 400_000 }, month: { usd: 5, tokens: null } },
    true,
    "The price of local is not known, so this month’s budget in dollars cannot be kept. The rules write instead. Set its price in LLM_PRICES, or a cap of tokens in BUDGET_MONTH_TOKENS.",
  ],
])("a budget in dollars that cannot be kept is said in one sentence: %s", (_what, caps, refused, sentence) => {
  expect(unkeptBudgets(budgetDeps(db, { caps }).settings.caps, LOCAL)).toEqual({ refused, sentence });
  expect(unkeptBudgets(budgetDeps(db).settings.caps, LOCAL)).toBeNull();
});

test("while models are switched off no call is made, and it says who did it and why", async () => {
  const deps = budgetDeps(db);
  await switchModelsOff(deps, { reason: "The bill of October.", by: "Mira" });

  expect(await reserve(deps, ask(1))).toEqual({
    ok: false,
    problem: {
      code: "unavailable",
      kind: "switched_off",
      message: "Models are switched off since 2026-11-15 12:00 UTC by Mira: The bill of October.",
      remedy: "Switch them on again when that is settled.",
    },
  });
  expect(await db.selectFrom("pipelines.reservations").selectAll().execute()).toEqual([]);
  expect((await spending(deps)).stopped).toEqual({
    reason: "The bill of October.",
    by: "Mira",
    at: "2026-11-15T12:00:00.000Z",
  });

  await switchModelsOff(budgetDeps(db, { now: at("2026-11-15T13:00:00Z") }), { reason: "Still.", by: "Tobi" });
  expect((await spending(deps)).stopped).toEqual({ reason: "Still.", by: "Tobi", at: "2026-11-15T12:00:00.000Z" });

  await switchModelsOn(deps, "Mira");
  expect(await reserve(deps, ask(1))).toMatchObject({ ok: true });
});

test("without caps everything is let in and counted, in the shape of the contract", async () => {
  await spend({}, 1, 2);
  const answer = budgetAnswer.parse(await spending(budgetDeps(db)));

  expect(answer).toEqual({
    day: { spent_usd: 0.02, reserved_usd: 0, tokens: 20_000, unpriced_calls: 0, cap_usd: null, cap_tokens: null },
    month: answer.day,
    run: { cap_usd: null, cap_tokens: null },
    open: { calls: 0, usd: 0, tokens: 0, until: null },
    lost: { calls: 0, usd: 0, tokens: 0 },
    stopped: null,
  });
});
