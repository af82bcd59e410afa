import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ProblemDetails } from "../../webhooks/contract/problem.ts";
import type { Item } from "../../webhooks/contract/report.ts";
import type { WordingAnswer, WordingInput } from "../../webhooks/contract/wordings.ts";
import { agentHouse, type AgentHouse } from "../support/agent-run.ts";
import { startTestModel, type TestModel } from "../support/demo-model.ts";
import { goodWriter } from "../support/model-server.ts";
import { demoData, windowsOf } from "./text/windows.ts";

let model: TestModel;
let house: AgentHouse;
let runId: string;
let items: Item[];

const week = windowsOf(demoData("harbor")).reduce((most, one) => (one.pulls.length > most.pulls.length ? one : most));

beforeAll(async () => {
  model = await startTestModel();
  house = await agentHouse({}, { OPENAI_BASE_URL: model.baseUrl, LLM_MODELS: "demo-writer" }, [demoData("harbor")]);
  // The demo model writes, whatever the house's own would say.
  const { run, results } = await house.run(week.repo, goodWriter, { date_range: week.window });
  [runId, items] = [run.id, results.report.items];
});
afterAll(async () => {
  await house?.close();
  await model?.close();
});
beforeEach(async () => {
  await model.mend();
  await model.forget();
});

async function ask<Body = WordingAnswer>({ text, prs }: Item, more: Partial<WordingInput> = {}) {
  const key = { "idempotency-key": randomUUID() };
  return (await house.pipelines.post<Body>(`/runs/${runId}/wordings`, { text, prs, ...more }, key)).body;
}

test("every item of the demo's week has another wording, and one more after that, without a finding", async () => {
  expect(items.length).toBeGreaterThan(5);
  for (const item of items) {
    const first = await ask(item);
    const second = await ask(item, { tried: [first.text ?? ""] });
    expect([first, second]).toMatchObject([1, 2].map(() => ({ problem: null, findings: [], model_calls: 1 })));
    expect(new Set([item.text, first.text, second.text]).size).toBe(3);
  }
});

test("a wrong number is mended by the second answer", async () => {
  await model.fault("wrong_number", { job: "wording" });
  expect(await ask(items[0]!)).toMatchObject({ model_calls: 2, problem: null, findings: [], text: expect.any(String) });
});

test.each([
  ["500", "has trouble of its own"],
  ["refuse", "The model declined"],
  ["nonsense", "no chat completion"],
  ["hang", "did not finish its answer within"],
] as const)("a model that answers with %s is told about as what it is, and gives nothing", async (fault, reason) => {
  await model.fault(fault, { job: "wording", times: 4 });
  const { text, problem } = await ask(items[0]!);
  expect([text, problem?.message]).toEqual([null, expect.stringContaining(reason)]);
});

test("where all that is recorded was tried the model says that it has no other words", async () => {
  const tried: string[] = [];
  let last: WordingAnswer = await ask(items[0]!);
  for (; last.text !== null; last = await ask(items[0]!, { tried })) tried.push(last.text);
  expect(tried.length).toBeGreaterThanOrEqual(2);
  expect(last.problem?.message).toContain("I have no other words for this");
});

test("more than five that were tried are no request", async () => {
  const { detail } = await ask<ProblemDetails>(items[0]!, { tried: ["1", "2", "3", "4", "5", "6"] });
  expect(detail).toMatch(/^The request is not right: tried/);
});
