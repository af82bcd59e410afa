import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestApp } from "../support/app.ts";
import { DOWN, plainOf, wordsAbout, startModelPages, type ModelPages } from "../support/model-pages.ts";
import type { Browse } from "../support/browse.ts";
import { knownModel, MODEL_TESTED, testDone } from "../support/tested-models.ts";

/** A slash, a colon and a blank. */
const ODD = "acme/my writer:1";

let here: ModelPages;
let app: TestApp;
let browse: Browse;
beforeAll(async () => void ({ app, browse } = here = await startModelPages()));
afterAll(() => here?.stop());
beforeEach(() => here.clear([knownModel("gpt-5-mini"), knownModel(ODD)]));

describe("a test of a model", () => {
  test("says before what it takes, by the price where that is known", async () => {
    const words = wordsAbout(await here.connections());
    expect(words).toContain(
      "A test takes about 4 calls and 6,900 tokens, less than $0.01, at most $0.09; 10 calls at most.",
    );
    const estimate = knownModel("m").test_estimate!;
    app.pipelines.known = [knownModel("gpt-5-mini", { test_estimate: { ...estimate, cost_usd: null } })];
    expect(wordsAbout(await here.connections())).toContain("6,900 tokens, of unknown price;");
    const refused = { code: "unavailable" as const, message: "Today’s budget is used up.", remedy: "Raise it." };
    app.pipelines.known = [knownModel("gpt-5-mini", { test_estimate: { ...estimate, refused } })];
    expect(wordsAbout(await here.connections())).toContain("Today’s budget is used up. Raise it.");
  });

  test("is begun for the model that was chosen, whatever is in its name, and for the default one", async () => {
    expect(await here.connections()).toContain(`name="model" value="${ODD}"`);
    const begun = await browse("/connections/model/test", {}, { model: ODD });
    expect([begun.status, begun.headers.get("location")]).toEqual([303, "/connections#models"]);
    await browse("/connections/model/test", {}, {});
    expect(app.pipelines.asked).toEqual([`test ${ODD}`, "test gpt-5-mini"]);
  });

  test("shows how far it has come, looks again by itself, with and without a script, and is stopped", async () => {
    const progress = { call: "writing Search", model_calls: 2, tokens: 1_400 };
    const running = { ...MODEL_TESTED, state: "running" as const, progress };
    app.pipelines.known = [knownModel("gpt-5-mini", { test: running })];
    const page = await here.connections();
    expect(page).toContain('<noscript><meta http-equiv="refresh"');
    expect(page).toContain('hx-get="/connections/models"');
    expect(wordsAbout(page)).toContain("Being tested");
    expect(wordsAbout(page)).toContain("Writing Search 2 calls · 1,400 tokens");
    const part = await (await here.partial("/connections/models")).text();
    expect(part).not.toContain("<html");
    expect(part).toContain("Writing Search");

    const stopped = await browse("/connections/model/test/cancellation", {}, { test: running.id });
    expect(stopped.headers.get("location")).toBe("/connections#models");
    expect(app.pipelines.asked).toEqual([`stop ${running.id}`]);
  });

  test("does not look again when it is over", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", { test: testDone() })];
    const page = await here.connections();
    expect(page).not.toContain('http-equiv="refresh"');
    expect(page).not.toContain('hx-get="/connections/models"');
  });

  test("tells what people will get, what it took, and shows text and calls", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", { test: testDone() })];
    const words = wordsAbout(await here.connections());
    for (const said of [
      "Writes",
      "Writes well: tools, schema, opening.",
      "Finding out how to ask took 2 calls more.",
      "4 calls · 2,100 tokens · $0.0012 · 6.0 s · 20 Nov, 09:00",
      "Search finds orders by the customer's name (#101)",
      "The checks found nothing wrong with it.",
      "Reading for Search, API and 1 more, 1.4 s: asked for tools",
      "Read a pull request, example/orders#102, 1.4 s",
      "Made again: gpt-5-mini wants max_completion_tokens, not max_tokens.",
    ]) {
      expect(words).toContain(said);
    }
  });

  test("tells why no text comes of it, with the next step, and what the checks found in one", async () => {
    const problem = {
      code: "upstream" as const,
      message: "llm.test does not accept the key.",
      remedy: "Put a valid key.",
    };
    app.pipelines.known = [
      knownModel("gpt-5-mini", { test: testDone({ writes: false, sentence: problem.message, problem, text: "" }) }),
    ];
    expect(wordsAbout(await here.connections())).toContain("Does not write");
    expect(wordsAbout(await here.connections())).toContain("llm.test does not accept the key. Put a valid key.");
    const finding = { key: "k", check: "c", severity: "fault" as const, line: 3, prs: [] };
    const findings = [{ ...finding, message: "The item of #101 is not supported.", fix: "Say what it says." }];
    app.pipelines.known = [knownModel("gpt-5-mini", { test: testDone({ findings }) })];
    expect(wordsAbout(await here.connections())).toContain("The item of #101 is not supported. Say what it says.");
  });

  test("that a stop or a budget kept from the model says nothing of the model", async () => {
    const problem = { code: "unavailable" as const, message: "Today is used up.", remedy: "Raise BUDGET_DAY_USD." };
    app.pipelines.known = [
      knownModel("gpt-5-mini", { test: testDone({ writes: false, sentence: problem.message, problem, text: "" }) }),
    ];
    const words = wordsAbout(await here.connections());
    expect(words).toContain("Not tested");
    expect(words).toContain("Today is used up. Raise BUDGET_DAY_USD.");
    expect(words).not.toContain("Does not write");
  });

  test("that was stopped, or lost with its process, says so", async () => {
    const over = { finished_at: MODEL_TESTED.created_at };
    app.pipelines.known = [knownModel("gpt-5-mini", { test: { ...MODEL_TESTED, ...over, state: "lost" } })];
    expect(wordsAbout(await here.connections())).toContain(
      "The pipelines were stopped in the midst of the test. Test again.",
    );
    app.pipelines.known = [knownModel("gpt-5-mini", { test: { ...MODEL_TESTED, ...over, state: "stopped" } })];
    expect(wordsAbout(await here.connections())).toContain("Stopped before it began. Test again.");
  });

  test("that cannot be begun or stopped says why beside the models", async () => {
    app.pipelines.testModel = () => Promise.reject(DOWN);
    app.pipelines.stopModelTest = () => Promise.reject(DOWN);
    for (const path of ["/connections/model/test", "/connections/model/test/cancellation"]) {
      const answer = await browse(path, {}, { model: ODD, test: MODEL_TESTED.id });
      expect(answer.status).toBe(503);
      expect(plainOf(await answer.text())).toMatch(/Models .*The pipelines do not answer\. Try again in a moment\./);
    }
  });

  test("shows what a model wrote as text, whatever that is", async () => {
    const text = "<img src=x onerror=alert(1)>";
    app.pipelines.known = [knownModel("<b>m</b>", { test: testDone({ text, sentence: text, more: [text] }) })];
    expect(await here.connections()).not.toContain("<img src=x");
  });
});
