import { afterAll, beforeAll, expect, test } from "vitest";
import type { BudgetAnswer } from "../../../webhooks/contract/runs.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter, type Question } from "../../support/model-server.ts";
import { until } from "../../support/until.ts";

let house: AgentHouse;

beforeAll(async () => {
  // A hundred dollars a million: a question that may be answered at length sets about eighty cents aside.
  house = await agentHouse(
    { "acme/first": pulls(8), "acme/second": pulls(8), "acme/third": pulls(8) },
    { LLM_PRICES: '{"test-writer": {"input": 100, "output": 100}}', BUDGET_DAY_USD: "1.2" },
  );
});
afterAll(() => house?.close());

const budget = async () => (await house.pipelines.get<BudgetAnswer>("/budget")).body;
const isWriting = ({ phase, job }: Question) => phase === "writing" && job === "share";

test("of two runs that race for the last of the budget one is refused, with the reason, and both end with a text", async () => {
  let answerFirst: (value: unknown) => void = () => undefined;
  const held = new Promise((done) => (answerFirst = done));
  const model = async (question: Question) => {
    if (isWriting(question) && question.task.repositories.includes("acme/first")) await held;
    return goodWriter(question);
  };

  const first = house.run("acme/first", model);
  await until("the first run waits for its answer", () => house.model.questions.some(isWriting));
  const second = await house.run("acme/second", model);
  const between = await budget();
  answerFirst(null);

  expect(second.results.degraded?.reason).toMatch(
    /^The rules wrote this text\. Today’s budget of \$1\.20 .*BUDGET_DAY_USD/,
  );
  expect(second.results.summary_message).toContain("Add export of orders");
  expect(between.day.spent_usd + between.day.reserved_usd).toBeLessThanOrEqual(1.2);
  expect(between.day.reserved_usd).toBeGreaterThan(0.5);
  const costs = [(await first).results, second.results].map(({ metrics }) => metrics.cost_usd ?? 0);
  expect((await first).results.degraded).toBeNull();
  const after = await budget();
  expect(after.day.reserved_usd).toBe(0);
  expect(after.day.spent_usd).toBeCloseTo(costs[0]! + costs[1]!, 4);
});

test("while models are stopped the rules write, and the reason is the one that a person gave", async () => {
  await house.pipelines.post("/budget/stop", { reason: "the provider looks broken", by: "Mira" });
  const { results } = await house.run("acme/third", goodWriter);
  expect(results.degraded?.reason).toContain("the provider looks broken");
  expect(house.model.questions).toEqual([]);

  await house.pipelines.post("/budget/allow", { by: "Mira" });
  expect((await budget()).stopped).toBeNull();
});
