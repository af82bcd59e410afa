import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { FoundModel, ModelTestAnswer } from "../../../webhooks/contract/model-tests.ts";
import { foundModelsAnswer, modelTestAnswer } from "../../../webhooks/contract/model-tests.ts";
import { budgetAnswer } from "../../../webhooks/contract/runs.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { type Dialect, speaking } from "../../support/dialects.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodShare, inForm, type Model, type Question, type Reply } from "../../support/model-server.ts";
import { TEST_MS, until } from "../../support/until.ts";

/** Opens with what it wrote first. */
const opened = (question: Question): Reply =>
  inForm(question, { intro: "Search finds orders by the customer's name.", highlights: [1] });

/** A good writer that looks things up, behind a server of this dialect. */
const writer =
  (dialect: Dialect = {}): Model =>
  (question) =>
    question.job === "lead" && !dialect.refuses?.(question) ? opened(question) : speaking(dialect)(question);

const refuses =
  (status: number, message: string, code: string | null = null): Model =>
  () => ({
    status,
    body: { error: { message, type: "invalid_request_error", param: null, code } },
  });
const raw =
  (status: number, body: string, headers: Record<string, string> = {}): Model =>
  () => ({ raw: (response) => void response.writeHead(status, headers).end(body) });
const writing =
  (reply: (question: Question) => Reply): Model =>
  (question) =>
    question.phase === "writing" && question.job === "share" ? reply(question) : writer()(question);

/** The first time so, then as it should be. */
const once = (first: Model): Model => {
  let asked = 0;
  return (question) => ((asked += 1) === 1 ? first(question) : writer()(question));
};

const NO_TOOLS: Dialect = {
  refuses: ({ request }) => (request.tools ? "This model does not support tools." : undefined),
};
const NO_SCHEMA: Dialect = {
  refuses: ({ rung }) => (rung === "json_schema" ? "response_format json_schema is not supported" : undefined),
};

/** By a name with a slash, a colon and a blank: what people will get of it, in the words that they read. */
const WRITES: Record<string, [model: Model, sentence: string | RegExp, more: (string | RegExp)[]]> = {
  "acme/good writer:1": [writer(), "Writes well: tools, schema, opening.", []],
  "no tools": [
    writer(NO_TOOLS),
    "Writes well: schema, opening.",
    ["Does not look anything up: writes from titles and descriptions.", /took 1 call more/],
  ],
  "no schema": [
    writer(NO_SCHEMA),
    "Writes well: tools, opening.",
    ["Its server holds answers to no schema: they are read as plain JSON.", /took 1 call more/],
  ],
  "no streams": [
    writer({ refuses: ({ request }) => (request.stream ? "stream is not supported by this model" : undefined) }),
    "Writes well: tools, schema, opening.",
    [/took 1 call more/],
  ],
  "no bounds": [
    writer({
      refuses: ({ schema }) =>
        JSON.stringify(schema ?? {}).includes("maxLength") ? "maxLength is not supported" : undefined,
    }),
    "Writes well: tools, schema, opening.",
    ["Its server takes a schema without lengths and counts.", /took 1 call more/],
  ],
  "no form": [
    writer({ refuses: ({ rung }) => (rung === "text" ? undefined : "response_format is not supported") }),
    "Writes well: tools, opening.",
    ["Its server holds answers to no form: they are read between marks.", /took 2 calls more/],
  ],
  "no opening": [speaking({}), "Writes well: tools, schema.", ["Wrote no opening."]],
  "another name": [
    writer({ answers: (_message, _question, _choice, completion) => void (completion.model = "small-1b") }),
    "Writes well: tools, schema, opening.",
    ["The server says that small-1b answered, not another name."],
  ],
  "half a character": [
    writer({
      answers: (message, question, _choice, completion) => {
        completion.model = "other\u0000\ud800model";
        if (question.phase === "writing")
          message.content = String(message.content).replace("Lost uploads", "Lost\\u0000 uploads\\ud800");
      },
    }),
    /^Writes /,
    [/^The server says that other.?model answered, not half a character\.$/],
  ],
  "ill at first": [
    once(raw(503, "overloaded")),
    "Writes well: tools, schema, opening.",
    [/^Its server was asked 1 time again: .* has trouble of its own \(status 503\)\.$/],
  ],
  "of no use at first": [
    writing(((asked) => (question) => ((asked += 1) === 1 ? { text: "" } : inForm(question, goodShare(question))))(0)),
    "Writes well: tools, schema, opening.",
    ["1 answer could not be used, and was asked for again."],
  ],
  "in the wrong section": [
    writing((question) => {
      const share = goodShare(question);
      return inForm(question, { ...share, items: share.items.map((item) => ({ ...item, kind: "security" })) });
    }),
    "Writes well: tools, schema, opening.",
    [/^The rules chose the section of #\d+: /],
  ],
  "wrong once": [
    writing((question) => {
      const { items, ...rest } = goodShare(question);
      const [first, ...others] = items;
      return inForm(question, { ...rest, items: [{ ...first, text: "Quantum billing for 312 customers" }, ...others] });
    }),
    "Writes 2 of 3 sentences itself, the rules the rest: tools, schema.",
    [
      /^The rules wrote the line of #\d+: The model’s sentence /,
      "Was asked 2 times to mend what the checks found.",
      /^No opening: It was written from sentences /,
    ],
  ],
};

/** What nothing comes of: the true reason, and the next step. */
const FAILS: Record<string, [model: Model, sentence: string | RegExp, next: RegExp]> = {
  "wrong key": [refuses(401, "Incorrect API key provided"), /wants a key, and there is none\.$/, /OPENAI_API_KEY/],
  unknown: [refuses(404, "The model does not exist", "model_not_found"), /has no model “unknown”\.$/, /LLM_MODELS/],
  "no credit": [refuses(429, "You exceeded your current quota", "insufficient_quota"), /has no credit left/, /billing/],
  ill: [raw(502, "<html>Bad Gateway</html>", { "content-type": "text/html" }), /status 502/, /Try again/],
  away: [() => ({ raw: (response) => void response.socket?.destroy() }), /broke off|cannot be reached/, /again/],
  slow: [() => ({ raw: () => undefined }), /did not finish its answer within 5 seconds\.$/, /LLM_CALL_SECONDS/],
  "a page": [
    raw(403, "<html>Sign in</html>", { "content-type": "text/html" }),
    /answered with a web page \(status 403\)\.$/,
    /OPENAI_BASE_URL/,
  ],
  elsewhere: [raw(302, "", { location: "http://127.0.0.1:9/" }), /leads to another address/, /OPENAI_BASE_URL/],
  "an error with 200": [
    raw(200, JSON.stringify({ error: { message: "no such model", code: 404 } }), {
      "content-type": "application/json",
    }),
    /has no model “an error with 200”/,
    /LLM_MODELS/,
  ],
  "no choices": [
    raw(200, JSON.stringify({ choices: [] }), { "content-type": "application/json" }),
    /its list of choices is empty\.$/,
    /another model/,
  ],
  "small window": [
    refuses(400, "This model's maximum context length is 900 tokens. Please reduce the length."),
    "The prompt is too long for small window, which has a context window of 900 tokens.",
    /larger context/,
  ],
  full: [
    (question) =>
      question.phase === "reading"
        ? { text: "Ready" }
        : { raw: (response) => void response.end(JSON.stringify(filled(1_024))) },
    /The context window of 1,024 tokens that .* has is full\.$/,
    /larger context/,
  ],
  prose: [
    writing(() => ({ text: "This week many great things were shipped." })),
    "Answers, but nothing that could be read as a draft: the rules will write.",
    /choose another model/,
  ],
  silent: [writing(() => ({ text: "" })), "Answers with nothing: the rules will write.", /choose another model/],
  endless: [
    writing(() => ({ text: "And so on and on", finish: "length" })),
    "Never comes to an end of its answer: the rules will write.",
    /choose another model/,
  ],
  declines: [writing(() => ({ refusal: "I can't." })), "Declines to write: the rules will write.", /another model/],
  "asks on": [
    writing(() => ({ calls: [{ name: "read_pull_request", arguments: { pr: "#101" } }] })),
    "Goes on looking things up where it is to write: the rules will write.",
    /choose another model/,
  ],
  dear: [
    () => ({ raw: (response) => void response.end(JSON.stringify(claiming(70_000))) }),
    "Takes more than a test may: 70,000 tokens.",
    /choose another model/,
  ],
  liar: [
    writing((question) => {
      const share = goodShare(question);
      return inForm(question, { ...share, items: share.items.map((one) => ({ ...one, text: "312 customers cheer" })) });
    }),
    "Writes, but no sentence that is right about its pull request: the rules will write.",
    /another model/,
  ],
};

function filled(tokens: number) {
  const usage = { prompt_tokens: tokens - 24, completion_tokens: 24, total_tokens: tokens };
  return {
    model: "full",
    usage,
    choices: [{ finish_reason: "length", message: { role: "assistant", content: '{"items"' } }],
  };
}

function claiming(tokens: number) {
  const usage = { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
  return { usage, choices: [{ finish_reason: "stop", message: { role: "assistant", content: "Ready" } }] };
}

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
