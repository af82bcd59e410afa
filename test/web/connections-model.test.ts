import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestApp } from "../support/app.ts";
import { DOWN, modelCard, startModelPages, type ModelPages } from "../support/model-pages.ts";
import { DEMO, REAL, spent } from "../support/offered-models.ts";
import { knownModel, testDone } from "../support/tested-models.ts";

let here: ModelPages;
let app: TestApp;
beforeAll(async () => void ({ app } = here = await startModelPages()));
afterAll(() => here?.stop());
beforeEach(() => here.clear());

describe("the card", () => {
  test("names the models with their prices, the server, and what was spent of what may be", async () => {
    app.pipelines.spending = spent(
      { spent_usd: 3.2, cap_usd: 20, tokens: 812_000, unpriced_calls: 1 },
      { spent_usd: 0.41, cap_usd: 5 },
    );
    const words = modelCard(await here.connections());
    for (const expected of [
      "Model Connected",
      "gpt-5-mini default $0.25 in · $2.00 out per million tokens",
      "qwen3:8b price not known",
      "https://llm.test/v1",
      "This month $3.20 of $20.00",
      "Today $0.41 of $5.00",
      "Of unknown price 1 call",
    ]) {
      expect(words).toContain(expected);
    }
  });

  test("does not call a model connected that nobody has asked yet", async () => {
    expect(modelCard(await here.connections())).toContain("Model Set up");
  });

  test("leads to the stand-in, and to a real model", async () => {
    app.pipelines.offered = DEMO;
    app.deps.settings.demoModelUrl = "http://127.0.0.1:4100";
    const page = await here.connections();
    expect(modelCard(page)).toContain("Model Demo");
    expect(modelCard(page)).toContain("demo-writer default a stand-in on this machine, free");
    expect(modelCard(page)).toContain("set OPENAI_API_KEY, or OPENAI_BASE_URL and LLM_MODELS");
    expect(page).toContain('href="http://127.0.0.1:4100"');
    expect(page).toMatch(/GitHub, Slack and the model\s+are stand-ins/);
  });

  test("says what to set where only rules write, and has nothing to stop", async () => {
    Object.assign(app.pipelines, { offered: { ...REAL, default: "rules", models: REAL.models.slice(0, 1) } });
    const words = modelCard(await here.connections());
    expect(words).toContain("Model Rules only");
    expect(words).toContain("For a model, set OPENAI_API_KEY");
    expect(words).not.toContain("Stop all model use");
  });

  test("is drawn while the pipelines do not answer, or hang", async () => {
    app.pipelines.fails = DOWN;
    expect(modelCard(await here.connections())).toContain("Model Not known The pipelines do not answer.");
    app.pipelines.fails = null;
    app.pipelines.budget = () => new Promise(() => {});
    expect(modelCard(await here.connections())).toContain("Model Not known");
  });
});

test("a model whose price is not known says what becomes of a budget in dollars", async () => {
  const budget_note = "The price of qwen3:8b is not known, so BUDGET_RUN_USD cannot be kept.";
  const models = REAL.models.map((one) => (one.id === "qwen3:8b" ? { ...one, budget_note } : one));
  app.pipelines.offered = { ...REAL, models };
  expect(modelCard(await here.connections())).toContain(`qwen3:8b ${budget_note}`);
});

describe("what the newest test of the default model says", () => {
  const tested = (more: Parameters<typeof testDone>[0] = {}) => {
    app.pipelines.known = [knownModel("gpt-5-mini", { test: testDone(more) })];
  };

  test("stands on the card, and a model that wrote is connected", async () => {
    tested();
    expect(modelCard(await here.connections())).toContain("Model Connected");
    expect(modelCard(await here.connections())).toContain("Writes well: tools, schema, opening.");
  });

  test("says of a stand-in that it works", async () => {
    app.pipelines.offered = DEMO;
    app.pipelines.known = [knownModel("demo-writer", { server: "http://127.0.0.1:4100/v1", test: testDone() })];
    expect(modelCard(await here.connections())).toContain("Model Demo, works");
  });

  test("shows why no text came of it, and the next step", async () => {
    const remedy = "Put a valid key into OPENAI_API_KEY and start the pipelines again.";
    const problem = { code: "upstream" as const, message: "llm.test does not accept the key.", remedy };
    tested({ writes: false, sentence: problem.message, problem });
    expect(modelCard(await here.connections())).toContain("Model Broken");
    expect(modelCard(await here.connections())).toContain(`${problem.message} ${remedy}`);
  });

  test("calls no model broken that nobody may ask", async () => {
    const message = "The budget of today, $5.00, is used up: $5.00 spent, $0.00 set aside.";
    const remedy = "It opens again at 00:00 UTC; or raise BUDGET_DAY_USD.";
    tested({ writes: false, sentence: message, problem: { code: "unavailable", message, remedy } });
    expect(modelCard(await here.connections())).toContain("Model Set up");
    expect(modelCard(await here.connections())).toContain(message);
  });

  test("is of no other server's model of the same name", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", { server: "https://other.test/v1", test: testDone() })];
    expect(modelCard(await here.connections())).not.toContain("Writes well");
  });
});
