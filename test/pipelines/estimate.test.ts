import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deleteCapabilities, rememberCapabilities } from "../../db/pipelines/capabilities.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import { reserve, switchModelsOff } from "../../pipelines/models/budget.ts";
import { estimateRun } from "../../pipelines/readiness/estimate.ts";
import { resolveTemplate } from "../../pipelines/templates/resolve-template.ts";
import type { Limits } from "../../pipelines/templates/specification.ts";
import { parameters } from "../../webhooks/contract/parameters.ts";
import { estimate as shape } from "../../webhooks/contract/runs.ts";
import {
  budgetDeps,
  budgetTest,
  cents,
  DEAR,
  emptyBudget,
  LOCAL,
  madeRun,
  type BudgetTest,
} from "./models/budget-harness.ts";

let here: BudgetTest;
let db: Db;
let limits: Limits;
beforeAll(async () => {
  here = await budgetTest();
  db = here.connections[0].db;
  limits = { ...(await resolveTemplate(db, "what-shipped")).spec.limits, share_pulls: 40 };
});
afterAll(() => here.close());
beforeEach(() => emptyBudget(db));

const models = { server: "http://localhost:11434/v1", ids: [DEAR, LOCAL], standIn: false };
const asked = (llm_model: string, max_iterations = 4) =>
  parameters.parse({ sources: [{ repo: "acme/shop" }], llm_model, max_iterations });

test("the rules cost nothing, so there is nothing to estimate", async () => {
  expect(await estimateRun(budgetDeps(db, { models }), limits, asked("rules"), 40)).toBeNull();
  expect(await estimateRun(budgetDeps(db), limits, asked("default"), 40)).toBeNull();
});

test("an estimate names calls, tokens and money, likely and at most, and where the price is from", async () => {
  const read = shape.parse(await estimateRun(budgetDeps(db, { models }), limits, asked("default"), 40));

  expect(read).toMatchObject({ model_calls: { likely: 4 }, input_tokens: { likely: 4 * 4_200 }, refused: null });
  expect(read.priced_by).toBe("LLM_PRICES, dear");
  const { input_tokens, output_tokens, cost_usd } = read;
  expect(cost_usd?.likely).toBeCloseTo((input_tokens.likely + 10 * output_tokens.likely) / 1e6, 9);
});

test("more pull requests and more rounds never cost less, most is never below likely, and all stays within the bounds", async () => {
  const deps = budgetDeps(db, { models });
  const sizes = [0, 1, 10, 40, 41, 100, 400, 1_000, 10_000, 100_000];
  const all = await Promise.all(
    [1, 4, 8].map((rounds) => Promise.all(sizes.map((n) => estimateRun(deps, limits, asked(DEAR, rounds), n)))),
  );
  for (const row of all) {
    let before = 0;
    for (const one of row) {
      const read = shape.parse(one);
      for (const key of ["model_calls", "input_tokens", "output_tokens"] as const) {
        expect(read[key].most).toBeGreaterThanOrEqual(read[key].likely);
      }
      const tokens = read.input_tokens.likely + read.output_tokens.likely;
      expect(tokens).toBeGreaterThanOrEqual(before);
      expect(tokens).toBeLessThanOrEqual(limits.tokens);
      // A token is lost where a bound is shared out between input and output.
      before = tokens - 1;
      expect(read.model_calls.most).toBeLessThanOrEqual(limits.model_calls);
      expect(read.input_tokens.most).toBeLessThanOrEqual(limits.tokens);
    }
  }
  expect(all[0]?.[0]).toMatchObject({ model_calls: { likely: 0, most: 0 }, cost_usd: { likely: 0, most: 0 } });
});

test("a small window is written in small shares", async () => {
  const of = (window: number | undefined, pulls: number) =>
    estimateRun(budgetDeps(db, { models: { ...models, ...(window && { window }) } }), limits, asked(LOCAL), pulls);
  // Measured: 24 pull requests took 7 calls and 11,100 tokens, and 61, of which 17 were told, 10 calls and 17,700 tokens.
  const [many, few, usual] = [await of(4_096, 61), await of(4_096, 24), await of(undefined, 61)].map((one) =>
    shape.parse(one),
  );
  expect(few!.model_calls.likely).toBe(7);
  expect(few!.input_tokens.likely + few!.output_tokens.likely).toBeLessThan(11_500);
  expect(many!.model_calls).toEqual({ likely: 19, most: 48 });
  expect(many!.input_tokens.likely / many!.model_calls.likely).toBeLessThan(1_300);
  expect(many!.output_tokens.most).toBeLessThanOrEqual(48 * 4_096);
  expect(usual!.model_calls.likely).toBe(7);
  // The less room there is, the more calls; a large window is like none.
  const calls = await Promise.all([2_048, 4_096, 16_384, 131_072].map((window) => of(window, 61)));
  const likely = calls.map((one) => one?.model_calls.likely ?? 0);
  expect(likely).toEqual(likely.toSorted((one, other) => other - one));
  expect(calls.at(-1)).toEqual(usual);
});

test("a window that a run has met counts as one that is configured", async () => {
  const key = { server: models.server, model: LOCAL };
  await rememberCapabilities(db, key, { shape: { window: 4_096 } }, budgetDeps(db).clock());
  const met = await estimateRun(budgetDeps(db, { models }), limits, asked(LOCAL), 61);
  await deleteCapabilities(db, key);
  expect(met?.model_calls.likely).toBe(19);
});

test("without a known price the money is unknown, and the tokens are told", async () => {
  const read = await estimateRun(budgetDeps(db, { models }), limits, asked(LOCAL), undefined);
  expect(read).toMatchObject({ cost_usd: null, priced_by: null, refused: null, model_calls: { likely: 4 } });
});

test("a run that would be refused now is told so beforehand, and nothing is set aside for it", async () => {
  const deps = budgetDeps(db, { models, caps: { day: { usd: 0.5, tokens: null } } });
  await reserve(deps, { run_id: await madeRun(db), model: DEAR, most: cents(49) });

  const tight = await estimateRun(deps, limits, asked(DEAR), 40);
  expect(tight?.refused).toMatchObject({
    message: expect.stringMatching(
      /^Today’s budget of \$0\.50 is too small for such a run: \$0\.00 spent, \$0\.49 set aside, and it may take \$0\.0\d+\.$/,
    ),
    remedy: "It opens again at 00:00 UTC; or raise BUDGET_DAY_USD.",
  });
  expect((await estimateRun(deps, limits, asked(LOCAL), 40))?.refused?.message).toBe(
    "The price of local is not known, so today’s budget in dollars cannot be kept.",
  );
  await switchModelsOff(deps, { reason: "Enough", by: "Mira" });
  expect((await estimateRun(deps, limits, asked(DEAR), 40))?.refused?.message).toMatch(/^Models are switched off/);
  expect(await db.selectFrom("pipelines.reservations").selectAll().execute()).toHaveLength(1);
});

test("a bound of a run that not even its first prompt fits into is told, too", async () => {
  const deps = budgetDeps(db, { models, caps: { run: { usd: null, tokens: 1_000 } } });
  expect((await estimateRun(deps, limits, asked(LOCAL), 40))?.refused).toMatchObject({
    message: expect.stringMatching(
      /^This run’s budget of 1,000 tokens is too small for such a run: 0 spent, 0 set aside/,
    ),
    remedy: "Raise BUDGET_RUN_TOKENS.",
  });
});
