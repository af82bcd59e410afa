import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BudgetAnswer } from "../../../webhooks/contract/runs.ts";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter, inForm, type Question } from "../../support/model-server.ts";

const PRICES = { LLM_PRICES: '{"test-writer": {"input": 10, "output": 10}}' };

/** Thinks, so that its answers get all the room there is, and looks up one pull request after the other, as long as it may. */
function readsOn(question: Question) {
  if (question.job === "lead") return inForm(question, { intro: "Orders and cursors got better.", highlights: [1] });
  if (question.phase === "writing") return goodWriter(question);
  const [round, call] = [question.looked.length + 1, "read_pull_request"];
  return { calls: [{ name: call, arguments: { pr: `#${round}` } }], thoughts: 400 };
}

describe.each([
  ["a run in dollars", { ...PRICES, BUDGET_RUN_USD: "0.32" }, "this run’s budget of $0.32"],
  ["a run in tokens", { BUDGET_RUN_TOKENS: "32000" }, "this run’s budget of 32,000 tokens"],
  ["a day in dollars", { ...PRICES, BUDGET_DAY_USD: "0.32" }, "today’s budget of $0.32"],
])("a cap of %s that is reached in the middle", (cap, env, named) => {
  let house: AgentHouse;
  beforeAll(async () => void (house = await agentHouse({ "acme/shop": pulls(8) }, env)));
  afterAll(() => house?.close());

  test("ends the reading while the text can be paid for: what was read is kept, and nothing stays set aside", async () => {
    const { results, calls } = await house.run("acme/shop", readsOn, { max_iterations: 8 });
    const asked = calls.filter(({ kind }) => kind === "model").map(({ label, outcome }) => `${label}: ${outcome}`);
    const budget = (await house.pipelines.get<BudgetAnswer>("/budget")).body;
    const spent = budget.day.spent_usd || budget.day.tokens;
    if (process.env["SHOW_FIGURES"]) console.log(cap, { asked, wrap_ups: results.wrap_ups, spent });

    expect(results.degraded).toBeNull();
    expect(results.summary_message).toContain("Orders and cursors got better.");
    expect(results.wrap_ups).toEqual([
      expect.stringContaining(`ended early: the rest of ${named} is kept for writing, which may take`),
    ]);
    const looked = house.model.questions.find(({ phase }) => phase === "writing")?.looked.length ?? 0;
    expect(looked).toBeGreaterThan(0);
    expect(looked).toBeLessThan(8);
    expect(asked.slice(-3).map((one) => one.replace(/^(\w+).*: /, "$1 "))).toEqual([
      "reading failed",
      "writing done",
      "writing done",
    ]);
    expect(spent).toBeLessThanOrEqual(cap.endsWith("dollars") ? 0.32 : 32_000);
    expect(budget).toMatchObject({ open: { calls: 0 }, lost: { calls: 0 }, day: { reserved_usd: 0 } });
  });
});

describe("a cap of a run in dollars, and a model whose price is not known", () => {
  let house: AgentHouse;
  beforeAll(async () => {
    house = await agentHouse({ "acme/shop": pulls(3) }, { BUDGET_RUN_USD: "0.5", BUDGET_RUN_TOKENS: "50000" });
  });
  afterAll(() => house?.close());

  test("ends at the cap in tokens, and the update says which cap was not kept and what to set", async () => {
    const { results } = await house.run("acme/shop", goodWriter);
    expect(results.degraded).toBeNull();
    expect(results.notes).toContain(
      "The price of test-writer is not known, so BUDGET_RUN_USD cannot be kept: 50,000 tokens a run are its bound. Set its price in LLM_PRICES.",
    );
    expect((await house.run("acme/shop", goodWriter, { llm_model: "rules" })).results.notes).toEqual([]);
  });
});

test("a cap of a run below the limits of its answers still pays for a text, with answers as long as it leaves", async () => {
  const house = await agentHouse({ "acme/shop": pulls(4) }, { BUDGET_RUN_TOKENS: "4000" });
  try {
    const { results, calls } = await house.run("acme/shop", readsOn);
    expect(results.degraded).toBeNull();
    expect(results.summary_message).toContain("Orders and cursors got better.");
    expect(results.wrap_ups).toHaveLength(1);
    const tokens = calls.reduce((sum, { input_tokens, output_tokens }) => sum + input_tokens + output_tokens, 0);
    expect(tokens).toBeLessThanOrEqual(4_000);
  } finally {
    await house.close();
  }
});
