import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ModelsAnswer } from "../../webhooks/contract/runs.ts";
import { RULES_ONLY } from "../support/app.ts";
import { DEMO, ESTIMATE, REAL, spent } from "../support/offered-models.ts";
import { startComposePage, FORM, type ComposePage, words, ticked } from "../support/compose-page.ts";

const EVIDENCE = "01a1fc97-566b-7799-889c-76eca26adfb4";

let shown: ComposePage;
let app: ComposePage["app"];
let compose: ComposePage["compose"];
let repriced: ComposePage["repriced"];

beforeAll(async () => {
  shown = await startComposePage();
  ({ app, compose, repriced } = shown);
});
afterAll(() => shown?.stop());
beforeEach(() => shown.clear());

describe("the estimate", () => {
  test("counts the ticked pull requests of the list", async () => {
    const page = await compose();
    expect(words(page, "estimate")).toContain(
      "About $0.02, at most $0.11 · 3 to 9 model calls · 25 of 25 pull requests",
    );
    expect(app.pipelines.validated).toMatchObject([
      {
        parameters: { sources: [{ repo: "acme/harbor", base_branch: "main" }], llm_model: "default" },
        pull_requests: 25,
      },
    ]);
  });

  test("follows model, rounds and ticks without reading the pull requests again", async () => {
    app.pipelines.evidence = () => Promise.reject(new Error("It was read again."));
    const part = await repriced(
      ticked(24, [
        ["llm_model", "qwen3:8b"],
        ["max_iterations", "2"],
      ]),
    );
    expect(words(part, "estimate")).toContain("24 of 25 pull requests");
    expect(part).toContain("Up to 2 rounds");
    expect(part).not.toContain('id="evidence"');
    expect(app.pipelines.validated).toMatchObject([
      { parameters: { llm_model: "qwen3:8b", max_iterations: 2 }, pull_requests: 24 },
    ]);
  });

  test("lets a list that is still to come be asked for once more, with what is left out", async () => {
    const part = await repriced([...FORM, ["ignored", "acme/harbor#3"], ["evidence_id", EVIDENCE]]);
    expect(part).toMatch(/id="evidence"[^>]*hx-trigger="load delay:1s, every 5s"/);
    expect(part).toContain('name="ignored" value="acme/harbor#3"');
    expect(words(part, "estimate")).toContain("The cost shows once the pull requests are read.");
    expect(app.pipelines.validated).toEqual([]);
  });

  test.each<[string, Partial<typeof ESTIMATE>, ModelsAnswer, [string, string][], string]>([
    [
      "a price that is not known",
      { cost_usd: null },
      REAL,
      [],
      "Cost not known · about 12,000 tokens · 3 to 9 model calls",
    ],
    ["a stand-in", {}, DEMO, [], "Free (stand-in) · 3 to 9 model calls · 25 of 25 pull requests"],
    ["rules", {}, REAL, [["llm_model", "rules"]], "Free, about 2 s · 25 of 25 pull requests"],
    [
      "less than a cent",
      { cost_usd: { likely: 0.001, most: 0.004 } },
      REAL,
      [],
      "Less than $0.01 · 3 to 9 model calls",
    ],
    ["one sum only", { cost_usd: { likely: 0.02, most: 0.02 } }, REAL, [], "About $0.02 · 3 to 9"],
    ["a model that costs nothing", { cost_usd: { likely: 0, most: 0 } }, REAL, [], "Free · 3 to 9 model calls"],
    ["one call", { model_calls: { likely: 1, most: 1 } }, REAL, [], "at most $0.11 · 1 model call · 25"],
  ])("is said for %s", async (_what, change, offered, more, expected) => {
    Object.assign(app.pipelines, { offered, estimated: { ...ESTIMATE, ...change } });
    expect(words(await repriced(ticked(25, more)), "estimate")).toContain(expected);
  });

  test("is nothing when nothing is ticked, and nobody is asked", async () => {
    expect(words(await repriced(ticked(0)), "estimate")).toContain("Free: there is nothing to write about");
    expect(app.pipelines.validated).toEqual([]);
  });

  test("is not known when the answer does not come, and the rest of the page is there", async () => {
    app.pipelines.validate = () => new Promise(() => {});
    const page = await compose();
    expect(words(page, "estimate")).toContain("Cost not known · 25 of 25 pull requests");
    expect(page).toContain("What will be read");
  });
});

describe("what was spent", () => {
  test("stands beside the estimate, against the cap, with what nobody has a price for", async () => {
    app.pipelines.spending = spent(
      { spent_usd: 3.2, reserved_usd: 0.4, cap_usd: 20, unpriced_calls: 2 },
      { spent_usd: 0.41 },
    );
    const page = await compose();
    expect(words(page, "estimate")).toContain("This month: $3.20 of $20.00 Today: $0.41 plus 2 calls of unknown price");
    expect(page).toContain('aria-label="This month: 16% of the budget spent, 2% set aside"');
    expect(page.match(/class="spend-m/g)).toHaveLength(1);
  });

  test("is a sum alone where there is no cap", async () => {
    app.pipelines.spending = spent({ spent_usd: 3.2 }, { spent_usd: 0.004 });
    const page = await compose();
    expect(words(page, "estimate")).toContain("This month: $3.20 Today: less than $0.01");
    expect(page).not.toContain("spend-m");
  });

  test("is tokens where tokens are capped", async () => {
    app.pipelines.spending = spent({ tokens: 812_000, cap_tokens: 2_000_000 }, { tokens: 81_200, cap_tokens: 90_000 });
    const page = await compose();
    expect(words(page, "estimate")).toContain("This month: 812K of 2M tokens Today: 81.2K of 90K tokens");
    expect(page.match(/spend-m (\w+)/g)).toEqual(["spend-m calm", "spend-m near"]);
  });

  test("is not named where there is nothing but rules", async () => {
    app.pipelines.offered = RULES_ONLY;
    expect(await compose()).not.toContain("This month");
  });

  test("is not known while the pipelines do not say", async () => {
    app.pipelines.budget = () => new Promise(() => {});
    expect(words(await compose(), "estimate")).toContain("What was spent this month is not known right now.");
  });
});
