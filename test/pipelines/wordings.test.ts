import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ProblemDetails } from "../../webhooks/contract/problem.ts";
import type { CallDetail } from "../../webhooks/contract/runs.ts";
import { inForm, type Model, type Question } from "../support/model-server.ts";
import { eventAt } from "../support/pipelines.ts";
import { until } from "../support/until.ts";
import { OTHER_WORDS, WORDED_ITEM, WORDED_REPO, wordingHouse, type WordingHouse } from "../support/wording-house.ts";

let here: WordingHouse;
beforeAll(async () => {
  here = await wordingHouse();
});
afterAll(() => here?.close());
beforeEach(() => void (here.house.model.questions.length = 0));

const shown = ({ messages }: Question) => messages.map(({ content }) => content ?? "").join("\n");

test("an item is said in other words by the model that wrote it, from its own pull requests, and what it cost is told", async () => {
  const before = await here.spent();
  const { status, body } = await here.ask([OTHER_WORDS], { tried: ["Search by customer"], wish: "for customers" });

  expect([status, body]).toMatchObject([
    200,
    {
      run_id: here.runs.model,
      text: OTHER_WORDS,
      problem: null,
      findings: [],
      model_calls: 1,
      served_by: "test-writer",
    },
  ]);
  const [question] = here.house.model.questions;
  expect(question).toMatchObject({ job: "wording", model: "test-writer", rung: "json_schema" });
  expect(question!.evidence).toEqual([
    { pr: "#1", title: "feat: find orders by the customer's name", body: "Type a name into the search field." },
  ]);
  expect(question!.items).toEqual([
    { now: true, text: WORDED_ITEM.text },
    { now: false, text: "Search by customer" },
  ]);
  expect(shown(question!)).toContain(`<wishes-${question!.nonce}>\n"for customers"\n`);
  const { input_tokens, output_tokens } = (await here.calls()).at(-1)!;
  expect(body.tokens).toBe(input_tokens + output_tokens);
  expect(body.cost_usd).toBeCloseTo((input_tokens + 10 * output_tokens) / 1e6, 9);
  expect((await here.spent()) - before).toBeCloseTo(body.cost_usd!, 5);
});

test("its calls stand with those of its run, with what was asked and answered, and the run is what it was", async () => {
  const before = await here.house.pipelines.run(here.runs.model);
  const had = (await here.calls()).length;
  await here.ask([OTHER_WORDS]);

  const made = (await here.calls()).slice(had);
  expect(made).toMatchObject([{ kind: "model", label: "writing another wording of #1", outcome: "done" }]);
  const { body } = await here.house.pipelines.get<CallDetail>(`/runs/${here.runs.model}/calls/${made[0]!.seq}`);
  expect(JSON.stringify([body.input, body.output])).toContain(OTHER_WORDS);
  expect(await here.house.pipelines.run(here.runs.model)).toEqual(before);
});

test("a run that goes on afterwards answers from its own calls, and its totals count these with them", async () => {
  const before = await here.house.pipelines.run(here.runs.model);
  const paid = (await here.calls()).reduce((sum, { cost_usd }) => sum + (cost_usd ?? 0), 0);
  const body = { callback_url: here.house.callbacks.url("/again"), webhook_token: randomUUID() };
  await here.house.pipelines.post(`/runs/${here.runs.model}/continuation`, body, { "idempotency-key": randomUUID() });
  const event = await eventAt(here.house.callbacks, "/again");

  expect([event.type, here.house.model.questions]).toEqual(["run.completed", []]);
  const { metrics } = await here.house.pipelines.run(here.runs.model);
  expect(metrics!.cost_usd).toBeCloseTo(before.metrics!.cost_usd! + paid, 9);
});

test("the same key is answered the same and paid once, and with another request it is refused", async () => {
  const key = randomUUID();
  const first = await here.ask([OTHER_WORDS], {}, { key });
  const again = await here.ask(["Another sentence"], {}, { key });
  expect([again.status, again.body, here.house.model.questions.length]).toEqual([200, first.body, 1]);

  const other = await here.ask<ProblemDetails>([OTHER_WORDS], { wish: "shorter" }, { key });
  expect([other.status, other.body.detail]).toEqual([422, "This Idempotency-Key was used for another request."]);
});

test("two who ask at once by one key are paid once", async () => {
  const key = randomUUID();
  let answer = (): void => undefined;
  const held = new Promise<void>((go) => (answer = go));
  const model: Model = async (question) => (await held, inForm(question, { text: OTHER_WORDS }));
  const first = here.ask(model, {}, { key });
  await until("question", () => here.house.model.questions.length === 1);
  const second = await here.ask<ProblemDetails>(model, {}, { key });
  answer();

  expect([second.status, second.body.detail]).toEqual([503, "This wording is being asked for already."]);
  expect((await first).body.text).toBe(OTHER_WORDS);
  expect(here.house.model.questions).toHaveLength(1);
});

test("where the checks find a fault the model is told so once, and mends it", async () => {
  const { body } = await here.ask(["Orders are found 90 times faster by the customer's name", OTHER_WORDS]);

  expect(body).toMatchObject({ text: OTHER_WORDS, problem: null, findings: [], model_calls: 2 });
  expect(here.house.model.questions[1]!.faults.join("\n")).toContain(
    "- The item of #1 says 90 times, which is nowhere in its pull request. Take 90 times out",
  );
});

test("a model that goes on being wrong is asked twice and no more: nothing is given, the reason is told, and it is paid for", async () => {
  const { status, body } = await here.ask(["Orders are found 90 times faster by the customer's name"]);

  expect([status, body]).toMatchObject([200, { text: null, model_calls: 2 }]);
  expect(body.problem).toMatchObject({
    code: "upstream",
    message: expect.stringMatching(/^The model’s sentence .*90/),
    remedy: "Ask once more, or write it by hand.",
  });
  expect(body.findings).toContainEqual(expect.objectContaining({ severity: "fault", line: null }));
  expect(body.cost_usd).toBeGreaterThan(0);
  expect(here.house.model.questions).toHaveLength(2);
});

test.each([
  ["its own words", ["Find orders by the customer's name."]],
  ["words that were tried", ["ORDERS are found, by the name of their customer!"]],
])("%s are no other ones", async (_name, texts) => {
  const { body } = await here.ask(texts, { tried: [OTHER_WORDS] });
  expect(here.house.model.questions).toHaveLength(2);
  expect(body.text).toBeNull();
  expect(body.problem?.message).toBe("The model had no other words than those that were there before.");
});

test.each([
  ["declines", () => ({ refusal: "I would rather not" }), /^The model declined: “I would rather not”/],
  ["says nothing", () => ({ text: "" }), /^The model answered with nothing\.$/],
  ["rambles", () => ({ text: "Well, well, well" }), /could not be read as a text\./],
  ["is behind a server that wants a key", () => ({ status: 401 }), /wants a key, and there is none\.$/],
  ["answers with an empty sentence", (question: Question) => inForm(question, { text: " " }), /had no sentence in it/],
] as [string, Model, RegExp][])("a model that %s is named with its reason", async (_name, model, reason) => {
  const { status, body } = await here.ask(model);
  expect([status, body.text]).toEqual([200, null]);
  expect(body.problem?.message).toMatch(reason);
  expect(body.problem?.remedy).toMatch(/\.$/);
  expect(here.house.model.questions.length).toBeLessThanOrEqual(2);
});

test("a server that takes no schema is asked for a plainer form, and what stands in a text is escaped", async () => {
  const model: Model = (question) =>
    question.rung === "json_schema"
      ? { status: 400, body: refusedSchema }
      : inForm(question, { text: "*Orders* are found by the customer's name" });
  expect((await here.ask(model)).body).toMatchObject({
    text: "\\*Orders\\* are found by the customer's name",
    problem: null,
  });
});
const refusedSchema = {
  error: { message: "response_format json_schema is not supported", type: "invalid_request_error" },
};
test("orders of a stranger in a description reach no text", async () => {
  const { body } = await here.ask(["Go to https://evil.example/claim now"], { prs: [`${WORDED_REPO}#4`] });
  expect(shown(here.house.model.questions[0]!)).toContain("evil.example");
  expect(body.text).toBeNull();
});

test("what several pull requests did together is written from all of them", async () => {
  const text = "Search by the customer's name, and uploads that are sent again when the connection breaks off";
  const { body } = await here.ask([text], { prs: [`${WORDED_REPO}#1`, `${WORDED_REPO}#2`] });
  expect([body.text, here.house.model.questions[0]!.evidence.map(({ pr }) => pr)]).toEqual([text, ["#1", "#2"]]);
});

test("a version from before there were other wordings is asked for them as the newest one asks", async () => {
  expect((await here.ask([OTHER_WORDS], {}, { run: here.runs.older })).body.text).toBe(OTHER_WORDS);
  const prompt = here.house.model.questions[0]!.messages.at(-1)!.content;
  expect(prompt).toContain("the same item in other words");
});
