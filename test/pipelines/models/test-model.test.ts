import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rememberCapabilities } from "../../../db/pipelines/capabilities.ts";
import type { Db } from "../../../db/pipelines/tables.ts";
import { spending, switchModelsOff } from "../../../pipelines/models/budget.ts";
import type { Caps } from "../../../pipelines/models/settings.ts";
import { testModel } from "../../../pipelines/models/test-model.ts";
import { modelTestAnswer } from "../../../webhooks/contract/runs.ts";
import { budgetDeps, budgetTest, DEAR, emptyBudget, LOCAL, NOON, PRICES, type BudgetTest } from "./budget-harness.ts";
import { answers, chatAt, completion, modelServer, refuses, says, type Reply } from "./harness.ts";

let here: BudgetTest;
let db: Db;
beforeAll(async () => {
  here = await budgetTest();
  db = here.connections[0].db;
});
afterAll(() => here.close());
beforeEach(() => emptyBudget(db));

async function set(reply: Reply, caps?: Partial<Caps>) {
  const server = await modelServer(reply);
  const models = { server: server.url, ids: [DEAR, LOCAL], standIn: false };
  return { server, deps: budgetDeps(db, { chat: chatAt(server.url, { prices: PRICES }), caps, models }) };
}

test("a model that answers tells who it is and what that cost, and the budget counts it for no run", async () => {
  const { deps, server } = await set(answers("ready"));

  const found = await testModel(deps, DEAR);

  expect(modelTestAnswer.parse(found)).toEqual({
    ok: true,
    served_by: "gpt-5-mini-2025-08-07",
    tools: null,
    format: null,
    found: "",
    problem: null,
    duration_ms: 0,
    cost_usd: 0.0003,
  });
  expect(server.sent).toHaveLength(1);
  expect((await spending(deps)).day).toMatchObject({ spent_usd: 0.0003, reserved_usd: 0, tokens: 120 });
  const kept = await db.selectFrom("pipelines.reservations").select(["run_id", "model"]).execute();
  expect(kept).toEqual([{ run_id: null, model: DEAR }]);
});

test("what runs have found a model to understand is told with it", async () => {
  const { deps, server } = await set(answers("ready"));
  await rememberCapabilities(db, { server: server.url, model: DEAR }, { tools: false, format: "json_object" }, NOON);
  await rememberCapabilities(db, { server: server.url, model: DEAR }, { shape: { most: 2_000 } }, NOON);
  expect(await testModel(deps, DEAR)).toMatchObject({
    tools: false,
    format: "json_object",
    found: "looks nothing up, writes JSON without a schema and writes 2,000 tokens at most",
  });
  expect(await testModel(deps, LOCAL)).toMatchObject({ tools: null, format: null, cost_usd: null });
});

test("the time is taken from the question to the answer", async () => {
  const { deps } = await set(answers("ready"));
  let at = NOON.getTime();
  deps.clock = () => new Date((at += 100));
  expect((await testModel(deps, DEAR)).duration_ms).toBeGreaterThanOrEqual(100);
});

test("a model that thinks until its answer is cut is there", async () => {
  const { deps } = await set(says(200, completion({ content: "" }, { finish_reason: "length" })));
  expect(await testModel(deps, DEAR)).toMatchObject({ ok: true, problem: null });
});

test.each<[string, Reply, RegExp]>([
  ["a key that is not accepted", refuses(401, { message: "no" }), /does not accept the key/],
  ["nothing said", answers(""), /^dear answered with nothing\.$/],
  ["a refusal", says(200, completion({ refusal: "No." })), /^dear declined to answer\.$/],
])("%s is a problem with its next step", async (_what, reply, message) => {
  const { deps } = await set(reply);
  const { ok, problem } = await testModel(deps, DEAR);
  expect(ok).toBe(false);
  expect(problem).toEqual({ code: "upstream", message: expect.stringMatching(message), remedy: expect.any(String) });
});

test("a model that does not answer in time is left, and what was set aside counts", async () => {
  const { deps, server } = await set(() => undefined);
  const { ok, problem, cost_usd, served_by } = await testModel(deps, DEAR, 100);
  expect({ ok, cost_usd, served_by }).toEqual({ ok: false, cost_usd: null, served_by: DEAR });
  expect(problem).toMatchObject({ code: "timed_out", message: "dear did not answer within 0.1 seconds." });
  // A busy machine may not have come to ask within that time.
  if (server.sent.length > 0) await server.left;
  expect((await spending(deps)).day).toMatchObject({ spent_usd: expect.any(Number), reserved_usd: 0 });
  expect((await spending(deps)).day.spent_usd).toBeGreaterThan(0);
});

test("models that are stopped, or a day that is used up, keep the test from the model", async () => {
  const { deps, server } = await set(answers("ready"), { day: { usd: null, tokens: 10 } });
  const poor = await testModel(deps, DEAR);
  expect(poor).toMatchObject({ ok: false, cost_usd: 0, problem: { code: "unavailable" } });
  expect(poor.problem?.message).toMatch(/^Today's budget of 10 tokens is too small/);
  await switchModelsOff(deps, { reason: "Enough", by: "Mira" });
  expect((await testModel(deps, DEAR)).problem?.message).toMatch(
    /^Models are switched off since .* by Mira: Enough\.$/,
  );
  expect(server.sent).toEqual([]);
});

test("the cap of a run is none of a test", async () => {
  const { deps } = await set(answers("ready"), { run: { usd: null, tokens: 10 } });
  expect(await testModel(deps, DEAR)).toMatchObject({ ok: true });
});

test.each(["rules", "default", "other"])("there is no model %s to ask", async (id) => {
  const { deps } = await set(answers("ready"));
  await expect(testModel(deps, id)).rejects.toMatchObject({ code: "not_found" });
  await expect(testModel(budgetDeps(db), id)).rejects.toMatchObject({ code: "not_found" });
});
