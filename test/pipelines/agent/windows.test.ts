import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter, type Model, type Question, type Reply } from "../../support/model-server.ts";

let house: AgentHouse;
const CONTEXTS = [2_048, 4_096, 8_192];
const ids = (kind: string) => CONTEXTS.map((tokens) => `${kind}-${tokens}`);
const OTHERS = ["halves", "never", "tiny", "looks", "thinker", "writer", "rambler", "lost-key", "hangs"];

beforeAll(async () => {
  const LLM_MODELS = [...ids("tells"), ...ids("refuses"), ...ids("fills"), ...OTHERS].join();
  const long = pulls(16).map((pull) => ({ ...pull, body: `${pull.title}. `.repeat(100) }));
  const repositories = { "acme/shop": pulls(40), "acme/big": pulls(200), "acme/long": long };
  house = await agentHouse(repositories, { LLM_MODELS, LLM_CALL_SECONDS: "2" });
});
afterAll(() => house?.close());

/** As servers count, near enough: a token is 3.6 characters. */
const tokensOf = ({ messages, request }: Question): number =>
  Math.ceil(
    [...messages.map(({ content }) => content ?? ""), JSON.stringify(request.tools ?? "")].join("").length / 3.6,
  );

const refused = (message: string): Reply => ({
  status: 400,
  body: { error: { message, type: "invalid_request_error", param: null, code: null } },
});

/** Refuses what does not fit, the answer's limit counted in as vLLM does. */
const refusing =
  (context: number): Model =>
  (question) => {
    const all = tokensOf(question) + (question.request.max_tokens ?? 0);
    if (all <= context) return goodWriter(question);
    return refused(`This model's maximum context length is ${context} tokens. However, you requested ${all} tokens.`);
  };

/** Answers with nothing as soon as its context is full, as llama.cpp and Ollama do. */
const filling =
  (context: number): Model =>
  (question) => {
    const asked = tokensOf(question);
    const good = goodWriter(question);
    const answer = "json" in good ? JSON.stringify(good.json) : "text" in good ? good.text : "";
    const room = context - asked;
    if (room >= answer.length / 3.6) return good;
    const prompt_tokens = Math.min(asked, context - 1);
    return {
      raw: (response) => {
        const message = { role: "assistant", content: room > 0 ? answer.slice(0, Math.floor(room * 3)) : "" };
        const usage = { prompt_tokens, completion_tokens: context - prompt_tokens };
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ model: "m", choices: [{ index: 0, message, finish_reason: "length" }], usage }));
      },
    };
  };

const models = ({ results }: AgentRun) => {
  const rules = new Set(results.replaced.filter(({ what }) => what === "sentence").flatMap(({ prs }) => prs));
  return results.report.items.filter(({ prs }) => !prs.some((pr) => rules.has(pr)));
};
const noTwoEqual = () => {
  const asked = house.model.questions.map(({ request }) => JSON.stringify(request));
  expect(new Set(asked).size).toBe(asked.length);
};

describe.each(CONTEXTS)("a model with a context window of %i tokens", (context) => {
  test("that its server tells gets shares that fit, and writes all of them without a call too many", async () => {
    house.model.tells = { "/v1/models": { data: [{ id: `tells-${context}`, max_model_len: context }] } };
    const run = await house.run("acme/shop", refusing(context), { llm_model: `tells-${context}` });
    expect(run.results.degraded).toBeNull();
    expect(run.calls.filter(({ kind, outcome }) => kind === "model" && outcome === "failed")).toEqual([]);
    expect(models(run)).toHaveLength(run.results.report.items.length);
    for (const question of house.model.questions) {
      expect(tokensOf(question) + (question.request.max_tokens ?? 0)).toBeLessThanOrEqual(context);
    }
  });

  test("that a refusal tells of still writes, and the next run wastes nothing", async () => {
    house.model.tells = {};
    const llm_model = `refuses-${context}`;
    const first = await house.run("acme/shop", refusing(context), { llm_model });
    expect(first.results.degraded).toBeNull();
    noTwoEqual();
    house.model.questions.length = 0;
    const second = await house.run("acme/shop", refusing(context), { llm_model });
    expect(second.results.degraded).toBeNull();
    expect(second.calls.filter(({ kind, outcome }) => kind === "model" && outcome === "failed")).toEqual([]);
  });

  test("that is full in the middle of an answer still writes, and the next run wastes nothing", async () => {
    house.model.tells = {};
    const llm_model = `fills-${context}`;
    const first = await house.run("acme/shop", filling(context), { llm_model });
    expect(first.results.degraded).toBeNull();
    noTwoEqual();
    const second = await house.run("acme/shop", filling(context), { llm_model });
    expect(second.results.degraded).toBeNull();
    expect(second.calls.filter(({ kind, outcome }) => kind === "model" && outcome === "cut")).toEqual([]);
  });
});

test("a server that only says that a question is too long gets smaller ones, never an equal one", async () => {
  const halves: Model = (question) =>
    tokensOf(question) > 2_500 ? refused("The prompt is too long.") : goodWriter(question);
  const { results } = await house.run("acme/shop", halves, { llm_model: "halves" });
  expect(results.degraded).toBeNull();
  noTwoEqual();
});

test("a server that refuses whatever it is asked is asked a few times, each time for less", async () => {
  const never: Model = () => refused("This model's maximum context length is 4096 tokens. You requested 9000 tokens.");
  const { results } = await house.run("acme/big", never, { llm_model: "never" });
  expect(results.degraded?.reason).toContain("never, which has a context window of 4,096 tokens");
  expect(house.model.questions.length).toBeLessThanOrEqual(4);
  noTwoEqual();
});

test("look-ups end before the window is full, and the text is written from what was read", async () => {
  const context = 8_400;
  house.model.tells = { "/v1/models": { data: [{ id: "looks", max_model_len: context }] } };
  const looks: Model = (question) => {
    const calls = question.evidence.map(({ pr }) => ({ name: "read_pull_request", arguments: { pr } }));
    const from = question.looked.length;
    return question.phase === "reading" ? { calls: calls.slice(from, from + 6) } : goodWriter(question);
  };
  const { results } = await house.run("acme/long", looks, { llm_model: "looks" });
  expect(results.degraded).toBeNull();
  const looked = house.model.questions.find(({ phase }) => phase === "writing")?.looked ?? [];
  expect(looked.some((told) => told.includes("There are no more look-ups"))).toBe(true);
  expect(looked.some((told) => told.includes("export of orders"))).toBe(true);
  for (const question of house.model.questions) {
    expect(tokensOf(question) + (question.request.max_tokens ?? 0)).toBeLessThanOrEqual(context);
  }
});

test("of a window in which no part of the text has room, one sentence says how large it has to be", async () => {
  house.model.tells = { "/v1/models": { data: [{ id: "tiny", context_length: 1_024 }] } };
  const { results, calls } = await house.run("acme/shop", goodWriter, { llm_model: "tiny" });
  expect(results.degraded?.reason).toMatch(
    /^The rules wrote this text\. tiny has a context window of 1,024 tokens, and a part of this text needs 1,\d00\. Give it a larger context on its server, or choose another model\.$/,
  );
  expect(calls.filter(({ kind }) => kind === "model")).toEqual([]);
});

test("a small model says the title of each pull request before its sentence, few at a time, in the likeliest words", async () => {
  house.model.tells = { "/v1/models": { data: [{ id: "tells-4096", max_model_len: 4_096 }] } };
  const run = await house.run("acme/shop", goodWriter, { llm_model: "tells-4096" });
  expect(run.results.degraded).toBeNull();
  const asked = house.model.questions.filter(({ job }) => job === "share");
  for (const { schema, evidence, request, phase } of asked) {
    expect(phase).toBe("writing");
    expect(evidence.length).toBeLessThanOrEqual(6);
    expect(request).toMatchObject({ temperature: 0 });
    const entries = Object.entries(schema?.["properties"] as Record<string, { properties: { title: unknown } }>);
    expect(entries.map(([pr, { properties }]) => [pr, Object.keys(properties)[0], properties.title])).toEqual(
      evidence.map(({ pr, title }) => [pr, "title", expect.objectContaining({ enum: [title] })]),
    );
  }
});

describe("the limit of an answer", () => {
  const limits = () =>
    house.model.questions.filter(({ phase }) => phase === "writing").map(({ request }) => request.max_tokens ?? 0);

  test("follows from the schema of its share, and of the opening", async () => {
    house.model.tells = {};
    house.model.questions.length = 0;
    await house.run("acme/shop", goodWriter, { llm_model: "writer" });
    const [share = 0, lead = 0] = limits();
    expect(share).toBeGreaterThan(1_500);
    expect(share).toBeLessThan(6_000);
    expect(lead).toBe(512);
  });

  test("has room for the thoughts of a model that thinks, from the first time that it does", async () => {
    const thinking: Model = (question) => {
      const good = goodWriter(question);
      const content = "json" in good ? JSON.stringify(good.json) : "Ready";
      return {
        raw: (response) => {
          const usage = { prompt_tokens: 900, completion_tokens: 800 + Math.ceil(content.length / 4) };
          const choices = [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }];
          response.writeHead(200, { "content-type": "application/json" });
          response.end(JSON.stringify({ model: "thinker", choices, usage }));
        },
      };
    };
    await house.run("acme/shop", thinking, { llm_model: "thinker" });
    expect(limits().every((tokens) => tokens >= 3_000)).toBe(true);
    expect(Math.max(...limits())).toBeGreaterThanOrEqual(6_000);
    await house.run("acme/shop", thinking, { llm_model: "thinker" });
    expect(limits().every((tokens) => tokens >= 3_000)).toBe(true);
  });
});

describe("writers of one run", () => {
  const shares = () =>
    new Set(house.model.questions.filter(({ job }) => job === "share").map(({ messages }) => messages[1]?.content));

  test("end after the second answer of one that rambles to its limit, whatever there is to write", async () => {
    const rambles: Model = (question) =>
      question.phase === "reading"
        ? { text: "Ready" }
        : { text: `{"items": [${"and ".repeat(2_000)}`, finish: "length" };
    const { results } = await house.run("acme/big", rambles, { llm_model: "rambler" });
    expect(results.degraded?.reason).toContain("with twice the room, too");
    expect(house.model.questions.filter(({ phase }) => phase === "writing")).toHaveLength(2);
  });

  test("meet a wrong key once", async () => {
    const noKey: Model = () => ({ status: 401, body: { error: { message: "Incorrect API key provided" } } });
    const { results } = await house.run("acme/big", noKey, { llm_model: "lost-key" });
    expect(results.degraded?.reason).toContain("OPENAI_API_KEY");
    expect(house.model.questions).toHaveLength(1);
    expect(shares().size).toBe(1);
  });

  test("wait for a server that hangs once", async () => {
    const hangs: Model = () => ({ raw: () => undefined });
    const { results } = await house.run("acme/big", hangs, { llm_model: "hangs" });
    expect(results.degraded?.reason).toContain("did not finish its answer within 2 seconds");
    expect(house.model.questions).toHaveLength(1);
  });
});
