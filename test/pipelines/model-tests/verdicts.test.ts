import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FoundModel, ModelTestAnswer } from "../../../webhooks/contract/model-tests.ts";
import { foundModelsAnswer, modelTestAnswer } from "../../../webhooks/contract/model-tests.ts";
import { budgetAnswer } from "../../../webhooks/contract/runs.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { pulls } from "../../support/made-repository.ts";
import type { Model } from "../../support/model-server.ts";
import { TEST_MS, until } from "../../support/until.ts";
import { FAILS, NO_TOOLS, writer, WRITES } from "./model-habits.ts";

const NAMES = [...Object.keys(WRITES), ...Object.keys(FAILS)];
const MORE = ["held", "priced", "twice", "of a run", "waits", "balanced"];

let house: AgentHouse;
let others: Record<string, Model> = {};
beforeAll(async () => {
  const prices = JSON.stringify({ priced: { input: 1, output: 10 } });
  const env = { LLM_MODELS: JSON.stringify([...NAMES, ...MORE]), LLM_PRICES: prices };
  house = await agentHouse({ "acme/shop": pulls(4) }, env);
  house.model.model = (question) => {
    const [model] = WRITES[question.model] ?? FAILS[question.model] ?? [others[question.model] ?? writer()];
    return model(question);
  };
}, TEST_MS);
afterAll(() => house.close());
afterEach(() => void (others = {}));

const begin = async (model: string): Promise<ModelTestAnswer> =>
  modelTestAnswer.parse((await house.pipelines.post(`/models/${encodeURIComponent(model)}/test`)).body);
const look = async ({ id }: Pick<ModelTestAnswer, "id">): Promise<ModelTestAnswer> =>
  modelTestAnswer.parse((await house.pipelines.get(`/model_tests/${id}`)).body);
const isOver = ({ state }: ModelTestAnswer) => state !== "waiting" && state !== "running";
const ended = (test: ModelTestAnswer) =>
  until("test that is over", async () => {
    const now = await look(test);
    return isOver(now) && now;
  });
const tested = async (model: string) => ended(await begin(model));
const known = async (model: string): Promise<FoundModel> => {
  const { body } = await house.pipelines.get("/models/found");
  return foundModelsAnswer.parse(body).models.find((one) => one.model === model)!;
};

describe("a test of a model", () => {
  test.each(Object.entries(WRITES))(
    "of “%s” says what people will get",
    async (name, [, sentence, more]) => {
      const { state, result } = await tested(name);
      expect(state).toBe("done");
      expect(result).toMatchObject({ writes: true, problem: null });
      expect(result?.sentence).toEqual(typeof sentence === "string" ? sentence : expect.stringMatching(sentence));
      for (const said of more) {
        expect(result?.more).toContainEqual(typeof said === "string" ? said : expect.stringMatching(said));
      }
      expect(result?.text).toContain("#103");
    },
    TEST_MS,
  );

  test.each(Object.entries(FAILS))(
    "of “%s” names the true reason and the next step",
    async (name, [, sentence, next]) => {
      const { state, result } = await tested(name);
      expect(state).toBe("done");
      expect(result?.writes).toBe(false);
      expect(result?.sentence).toEqual(typeof sentence === "string" ? sentence : expect.stringMatching(sentence));
      expect(result?.problem?.remedy).toMatch(next);
    },
    TEST_MS,
  );

  test("says what it took, counts it in the budget, and shows each call", async () => {
    const before = budgetAnswer.parse((await house.pipelines.get("/budget")).body);
    const { result } = await tested("priced");
    expect(result).toMatchObject({ model_calls: 4, cost_usd: expect.any(Number), served_by: "priced" });
    expect(result?.calls.filter(({ label }) => label.startsWith("read_pull_request"))).toHaveLength(2);
    expect(result?.findings).toEqual([]);
    const after = budgetAnswer.parse((await house.pipelines.get("/budget")).body);
    expect(after.day.tokens - before.day.tokens).toBe(result?.tokens);
    expect(after.day.spent_usd - before.day.spent_usd).toBeCloseTo(result?.cost_usd ?? 0, 5);
    expect(after.open.calls).toBe(0);
  });

  test("says before what it would take, and that a price is not known", async () => {
    const { test_estimate: priced } = await known("priced");
    expect(priced).toMatchObject({ model_calls: { likely: 4, most: 10 }, refused: null });
    expect(priced?.cost_usd?.likely).toBeGreaterThan(0);
    expect((await known("twice")).test_estimate?.cost_usd).toBeNull();
    const { result } = await tested("twice");
    expect(result?.cost_usd).toBeNull();
    expect(result?.more).toEqual(["The price of twice is not known: set it in LLM_PRICES."]);
  });

  test("is one, whoever begins it meanwhile; shows how far it has come; and is stopped", async () => {
    const { promise: opens, resolve: open } = Promise.withResolvers<void>();
    others["held"] = async (question) => {
      await opens;
      return writer()(question);
    };
    const test = await begin("held");
    expect((await begin("held")).id).toBe(test.id);
    await until("call in hand", async () => (await look(test)).progress.call?.startsWith("reading"));
    expect((await known("held")).test).toMatchObject({ id: test.id, state: "running" });

    await house.pipelines.post(`/model_tests/${test.id}/stop`);
    const { state, result } = await ended(test);
    open();
    expect([state, result?.sentence]).toEqual(["stopped", "Stopped before it was done."]);
    expect(budgetAnswer.parse((await house.pipelines.get("/budget")).body).open.calls).toBe(0);
    expect((await house.pipelines.post<ModelTestAnswer>(`/model_tests/${test.id}/stop`)).body.state).toBe("stopped");
    expect((await begin("held")).id).not.toBe(test.id);
  });

  test("keeps to the stop of all models, and says so", async () => {
    await house.pipelines.post("/budget/stop", { reason: "The bill.", by: "Mira" });
    const { result } = await tested("waits");
    await house.pipelines.post("/budget/allow", { by: "Mira" });
    expect(result).toMatchObject({ writes: false, cost_usd: 0, problem: { code: "unavailable" } });
    expect(result?.sentence).toMatch(/^Models are switched off since .* by Mira: The bill\.$/);
  });

  test.each(["rules", "default", "gpt-5", "..%2F"])("of %s, which is none of the models, finds nothing", async (id) => {
    expect(await house.pipelines.post(`/models/${id}/test`)).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });

  test("that nobody began is nowhere", async () => {
    for (const id of ["1", "01a223da-7510-7000-a2a8-1d1cf2867e37"]) {
      expect(await house.pipelines.get(`/model_tests/${id}`)).toMatchObject({ status: 404 });
      expect(await house.pipelines.post(`/model_tests/${id}/stop`)).toMatchObject({ status: 404 });
    }
  });
});

describe("what was found", () => {
  test("by a test is known to the next update, and by an update with its run; it is forgotten for one and the other", async () => {
    others["of a run"] = writer(NO_TOOLS);
    await tested("of a run");
    expect(await known("of a run")).toMatchObject({
      facts: ["Looks nothing up", "Keeps to a schema"],
      differs: [],
      by_test: true,
      by_run: null,
      is_set_up: true,
    });
    const { run, calls } = await house.run("acme/shop", house.model.model, { llm_model: "of a run" });
    expect(calls.filter(({ outcome }) => outcome === "failed")).toEqual([]);

    const forget = { server: house.model.url, by: "Mira" };
    const forgotten = await house.pipelines.post("/models/of%20a%20run/forget", forget);
    expect(forgotten.status).toBe(200);
    expect(await known("of a run")).toMatchObject({ facts: [], found_at: null, known_until: null, by_test: false });
    expect(await house.pipelines.post("/models/of%20a%20run/forget", forget)).toMatchObject({ status: 404 });

    const again = await house.run("acme/shop", house.model.model, { llm_model: "of a run" });
    expect(again.calls.filter(({ outcome }) => outcome === "failed")).toHaveLength(1);
    const found = await known("of a run");
    expect(found).toMatchObject({
      facts: ["Looks nothing up", "Keeps to a schema"],
      by_test: false,
      by_run: { run_id: again.run.id, request_id: again.run.request_id },
    });
    expect(Date.parse(found.known_until!) - Date.parse(found.found_at!)).toBe(7 * 24 * 3_600_000);
    expect(run.id).not.toBe(again.run.id);
  });

  test("of two servers behind one address that do not do the same is lowered after the second slip, and said from the first", async () => {
    let first = true;
    others["balanced"] = (question) => writer(first ? {} : NO_TOOLS)(question);
    await tested("balanced");
    expect(await known("balanced")).toMatchObject({ facts: ["Looks things up", "Keeps to a schema"], differs: [] });

    first = false;
    expect((await tested("balanced")).result?.more).toContain(
      "Does not look anything up: writes from titles and descriptions.",
    );
    const differs = ["looks things up at one time and refuses to at another"];
    expect(await known("balanced")).toMatchObject({ facts: ["Looks things up", "Keeps to a schema"], differs });

    await tested("balanced");
    expect(await known("balanced")).toMatchObject({ facts: ["Looks nothing up", "Keeps to a schema"], differs });
  });

  test.each([{}, { server: "", by: "Mira" }, { server: "x", by: "Mira", more: 1 }])(
    "is not forgotten for a request of another shape: %j",
    async (body) => {
      expect(await house.pipelines.post("/models/priced/forget", body)).toMatchObject({ status: 422 });
    },
  );
});
