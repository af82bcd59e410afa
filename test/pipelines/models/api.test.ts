import { afterAll, beforeAll, expect, test } from "vitest";
import { startDemoModel, type DemoModel } from "../../../demo/model/server.ts";
import { modelTestAnswer, type ModelTestAnswer } from "../../../webhooks/contract/model-tests.ts";
import { budgetAnswer, modelsAnswer } from "../../../webhooks/contract/runs.ts";
import { validateAnswer } from "../../../webhooks/contract/validation.ts";
import { testDatabase, type TestDatabase } from "../../support/database.ts";
import { startPipelines, type Pipelines } from "../../support/pipelines.ts";
import { until } from "../../support/until.ts";

const SERVER = "https://api.openai.com/v1";
const VALIDATE = "/run_templates/what-shipped/validate";
const parameters = { sources: [{ repo: "acme/shop" }] };

let database: TestDatabase;
/** Tests of models are worked by whoever of one database is free. */
let another: TestDatabase;
let [connected, bare, standIn]: [Pipelines?, Pipelines?, Pipelines?] = [];
let model: DemoModel;
beforeAll(async () => {
  [database, another] = await Promise.all([testDatabase(), testDatabase()]);
  const where = { databaseUrl: database.url("pulse_pipelines"), githubUrl: "http://127.0.0.1:9" };
  bare = await startPipelines(where);
  const env = { OPENAI_API_KEY: "sk-canary-0123456789abcdef", LLM_MODELS: "gpt-5-mini qwen3:8b", BUDGET_DAY_USD: "5" };
  connected = await startPipelines({ ...where, env });
  model = await startDemoModel();
  const demo = { OPENAI_BASE_URL: `${model.url}/v1`, LLM_MODELS: "demo-writer acme/writer:1", LLM_STAND_IN: "true" };
  standIn = await startPipelines({ ...where, databaseUrl: another.url("pulse_pipelines"), env: demo });
});
afterAll(async () => {
  await Promise.all([connected?.stop(), bare?.stop(), standIn?.stop(), model?.close()]);
  await Promise.all([database.drop(), another.drop()]);
});

test("the models that may be chosen come with today's prices, the rules last, the default named", async () => {
  const { status, body } = await connected!.get("/models");

  expect(status).toBe(200);
  const price = { input: 0.25, output: 2, source: "genai-prices 0.1.8, openai/gpt-5-mini" };
  expect(modelsAnswer.parse(body)).toEqual({
    default: "gpt-5-mini",
    server: SERVER,
    models: [
      { id: "gpt-5-mini", kind: "model", stand_in: false, price },
      { id: "qwen3:8b", kind: "model", stand_in: false, price: null, budget_note: UNKEPT },
      { id: "rules", kind: "rules", stand_in: false, price: null },
    ],
  });
  expect(JSON.stringify(body)).not.toContain("canary");
});

const UNKEPT =
  "The price of qwen3:8b is not known, so today’s budget in dollars cannot be kept. The rules write instead. Set its price in LLM_PRICES, or a cap of tokens in BUDGET_DAY_TOKENS.";

test("where no model is set up the rules are the only choice and the default", async () => {
  const { body } = await bare!.get("/models");
  expect(modelsAnswer.parse(body)).toEqual({
    default: "rules",
    server: null,
    models: [{ id: "rules", kind: "rules", stand_in: false, price: null }],
  });
});

test("models are switched off and on again, whoever asks, and the budget says so", async () => {
  const before = budgetAnswer.parse((await connected!.get("/budget")).body);
  expect(before).toMatchObject({ day: { cap_usd: 5 }, run: { cap_tokens: 400_000 }, stopped: null });

  const stopped = await connected!.post("/budget/stop", { reason: "The bill.", by: "Mira" });
  expect(stopped.status).toBe(200);
  expect(budgetAnswer.parse(stopped.body).stopped).toMatchObject({ reason: "The bill.", by: "Mira" });
  expect(budgetAnswer.parse((await bare!.get("/budget")).body).stopped).toMatchObject({ by: "Mira" });
  const asked = await connected!.post(VALIDATE, { parameters });
  expect(validateAnswer.parse(asked.body).estimate?.refused?.message).toMatch(
    /^Models are switched off since .* by Mira/,
  );

  const cleared = await bare!.post("/budget/clear", { by: "Tobi" });
  expect(budgetAnswer.parse(cleared.body).lost).toEqual({ calls: 0, usd: 0, tokens: 0 });
  const allowed = await bare!.post("/budget/allow", { by: "Tobi" });
  expect(budgetAnswer.parse(allowed.body).stopped).toBeNull();
  expect((await connected!.get("/budget")).body).toEqual(before);
});

test("the stand-in writes about the made-up pull requests, so that its test shows what a good one says", async () => {
  const begun = await standIn!.post<ModelTestAnswer>("/models/demo-writer/test");
  expect([begun.status, begun.headers.get("location")]).toEqual([202, `/api/v1/model_tests/${begun.body.id}`]);
  const over = await until("test that is over", async () => {
    const { body } = await standIn!.get(`/model_tests/${begun.body.id}`);
    const test = modelTestAnswer.parse(body);
    return test.state === "done" && test;
  });
  expect(over.result).toMatchObject({
    writes: true,
    sentence: "Writes well: tools, schema, opening.",
    cost_usd: null,
    findings: [],
    problem: null,
  });
});

test.each([
  ["/budget/stop", {}],
  ["/budget/stop", { reason: "", by: "Mira" }],
  ["/budget/stop", { reason: "x", by: "Mira", until: "tomorrow" }],
  ["/budget/allow", { reason: "x", by: "Mira" }],
])("a request to %s that is not %j of the contract is refused with its fields", async (path, body) => {
  expect(await connected!.post(path, body)).toMatchObject({ status: 422, body: { code: "invalid" } });
});

test("validation tells what a run would cost, the more exactly the more is known", async () => {
  const vague = validateAnswer.parse((await connected!.post(VALIDATE, { parameters })).body);
  const exact = validateAnswer.parse((await connected!.post(VALIDATE, { parameters, pull_requests: 200 })).body);

  expect(vague).toMatchObject({ compatible: true, resolved: { llm_model: "gpt-5-mini" } });
  expect(exact.estimate?.priced_by).toBe("genai-prices 0.1.8, openai/gpt-5-mini");
  expect(exact.estimate!.cost_usd!.likely).toBeGreaterThan(vague.estimate!.cost_usd!.likely);
});

test("validation estimates nothing for the rules, nor for what cannot be run", async () => {
  const rules = await connected!.post(VALIDATE, { parameters: { ...parameters, llm_model: "rules" } });
  expect(validateAnswer.parse(rules.body)).toMatchObject({ compatible: true, estimate: null });
  const none = await connected!.post(VALIDATE, { parameters: { sources: [] } });
  expect(validateAnswer.parse(none.body)).toMatchObject({ compatible: false, estimate: null });
  const unasked = await bare!.post(VALIDATE, { parameters });
  expect(validateAnswer.parse(unasked.body)).toMatchObject({ resolved: { llm_model: "rules" }, estimate: null });
});
