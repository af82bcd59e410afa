import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Db } from "../../../db/pipelines/tables.ts";
import { switchModelsOn, reserve, settle, spending, switchModelsOff } from "../../../pipelines/models/budget.ts";
import { unkeptBudgets } from "../../../pipelines/models/budget/refusal.ts";
import type { Caps } from "../../../pipelines/models/settings.ts";
import { budgetAnswer } from "../../../webhooks/contract/runs.ts";
import { at, budgetOfARun, type BudgetOfARun } from "./budget-of-a-run.ts";
import { budgetDeps, cents, DEAR, emptyBudget, LOCAL, madeRun, usage } from "./budget-harness.ts";

let here: BudgetOfARun;
let db: Db;
let run: string;
beforeAll(async () => void ({ db, run } = here = await budgetOfARun()));
afterAll(() => here.close());
beforeEach(() => emptyBudget(db));

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

  const both = await Promise.all([first, second].map((run_id) => reserve(deps, { ...here.ask(30), run_id })));

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

test("three times ten cents fit into thirty: sums are exact", async () => {
  const day = { usd: 0.3, tokens: null };
  await here.spend({ day }, 10);
  await here.spend({ day }, 10, 10);
  await here.spend({ day }, 10);
  await expect(here.spend({ day }, 1)).rejects.toThrow(
    "Today’s budget of $0.30 is used up: $0.10 spent, $0.20 set aside.",
  );
});

test("what a call did cost takes the place of what was set aside, and the rest is free again", async () => {
  const day = { usd: 1, tokens: null };
  await here.spend({ day }, 90, 5);
  await here.spend({ day }, 90, 10);
  const deps = budgetDeps(db, { caps: { day } });

  expect(await reserve(deps, here.ask(90))).toMatchObject({
    problem: {
      message:
        "Today’s budget of $1.00 is too small for the next call: $0.15 spent, $0.00 set aside, and it may take $0.90.",
    },
  });
  expect(await reserve(deps, here.ask(85))).toMatchObject({ ok: true });
});

test("a call is settled once", async () => {
  const deps = budgetDeps(db);
  const reserved = await reserve(deps, here.ask(10));
  if (!reserved.ok) throw new Error("refused");
  await settle(deps, reserved.id, usage(10_000), 0.01);
  await settle(deps, reserved.id, usage(90_000), 0.09);

  expect((await spending(deps)).day).toMatchObject({ spent_usd: 0.01, tokens: 10_000 });
});

test("a call whose end nobody knows counts with what was set aside for it, the next day only in its month", async () => {
  await here.spend({}, 40);
  await here.spend({}, 40, 25);

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
  await here.spend({}, 480, 480);
  await here.spend({}, 30);

  const refused = await reserve(budgetDeps(db, { caps }), here.ask(10));

  expect(refused).toEqual({ ok: false, problem: { code: "unavailable", kind: "budget", message, remedy } });
});

test("the budget of a run counts what that run took, and no other", async () => {
  const caps = { run: { usd: 0.5, tokens: null } };
  await here.spend(caps, 40, 40);

  expect(await reserve(budgetDeps(db, { caps }), here.ask(20))).toMatchObject({ problem: { kind: "budget" } });
  expect(await reserve(budgetDeps(db, { caps }), { ...here.ask(20), run_id: await madeRun(db) })).toMatchObject({
    ok: true,
  });
});

test("a call that alone is more than the cap fits on no other day: only the cap is named", async () => {
  const deps = budgetDeps(db, { caps: { day: { usd: 0.05, tokens: null } } });
  expect(await reserve(deps, here.ask(8))).toMatchObject({
    problem: {
      message:
        "Today’s budget of $0.05 is too small for the next call: $0.00 spent, $0.00 set aside, and it may take $0.08.",
      remedy: "Raise BUDGET_DAY_USD.",
    },
  });
});

test("a budget in dollars lets no model in whose price is not known, unless tokens are bounded too", async () => {
  const closed = budgetDeps(db, { caps: { month: { usd: 5, tokens: null } } });
  expect(await reserve(closed, here.ask(1, LOCAL))).toMatchObject({
    problem: {
      message: "The price of local is not known, so this month’s budget in dollars cannot be kept.",
      remedy: "Set its price in LLM_PRICES, or a cap of tokens in BUDGET_MONTH_TOKENS.",
    },
  });

  const bounded = budgetDeps(db, { caps: { month: { usd: 5, tokens: 15_000 } } });
  expect(await reserve(bounded, here.ask(1, LOCAL))).toMatchObject({ ok: true });
  expect(await reserve(bounded, here.ask(1, LOCAL))).toMatchObject({ problem: { kind: "budget" } });
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

  expect(await reserve(deps, here.ask(1))).toEqual({
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
  expect(await reserve(deps, here.ask(1))).toMatchObject({ ok: true });
});

test("without caps everything is let in and counted, in the shape of the contract", async () => {
  await here.spend({}, 1, 2);
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
