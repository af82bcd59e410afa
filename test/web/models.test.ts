import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../webhooks/contract/problem.ts";
import { NOTHING_SPENT, startTestApp, type TestApp } from "../support/app.ts";
import { browseAs, browseAsMira, type Browse } from "../support/browse.ts";
import { REAL } from "../support/offered-models.ts";
import { FOUND, knownModel, MODEL_TESTED, testDone } from "../support/tested-models.ts";

let app: TestApp;
let browse: Browse;
let asBegun: Partial<TestApp["pipelines"]>;
const DOWN = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
/** A slash, a colon and a blank. */
const ODD = "acme/my writer:1";

beforeAll(async () => {
  app = await startTestApp();
  asBegun = { ...app.pipelines };
  browse = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());
beforeEach(() => {
  const known = [knownModel("gpt-5-mini"), knownModel(ODD)];
  Object.assign(app.pipelines, asBegun, { fails: null, offered: REAL, known, asked: [], spending: NOTHING_SPENT });
});

/** A page as a person reads it. */
function wordsOf(html: string): string {
  const plain = html.replace(/<svg.*?<\/svg>/gs, " ").replace(/<[^>]+>/g, " ");
  return plain.replaceAll("&#39;", "'").replaceAll("&quot;", '"').replace(/\s+/g, " ").trim();
}

const connections = async (as = browse) => (await as("/connections")).text();
const partial = (path: string) => browse(path, { "hx-request": "true" });
/** One model's card, as a person reads it. */
const wordsAbout = (page: string, number = 1) =>
  wordsOf(page.split(`id="model-${number}"`)[1]?.split(/id="model-\d+"|<\/section>/)[0] ?? "");

describe("what was found of a model", () => {
  test("stands with the server, when it was found, by what, and until when it is remembered", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", FOUND)];
    const words = wordsAbout(await connections());
    for (const said of [
      "gpt-5-mini default Not tested https://llm.test/v1",
      "Looks things up Keeps to a schema",
      "Found 20 Nov, 09:00 by a test. Remembered until 27 Nov, 09:00.",
    ]) {
      expect(words).toContain(said);
    }
  });

  test("leads to the run that found it, where that is of an update of the team", async () => {
    const update = await app.written();
    const run_id = app.pipelines.triggered.at(-1)?.run_id ?? "";
    const by_run = { run_id, request_id: update.id };
    app.pipelines.known = [knownModel("gpt-5-mini", { ...FOUND, by_run, by_test: false })];
    const page = await connections();
    expect(page).toContain(`href="/updates/${update.id}/run?generation=1"`);
    expect(wordsAbout(page)).toContain("by an update");

    const gone = { run_id, request_id: MODEL_TESTED.id };
    app.pipelines.known = [knownModel("gpt-5-mini", { ...FOUND, by_run: gone, by_test: false })];
    expect(wordsAbout(await connections())).toContain("by an update");
    expect(await connections()).not.toContain("/run?generation");
  });

  test("says where answers differ, and what is not set up any more", async () => {
    const differs = ["looks things up at one time and refuses to at another"];
    app.pipelines.known = [knownModel("old", { ...FOUND, differs, is_set_up: false, test_estimate: null })];
    const words = wordsAbout(await connections());
    expect(words).toContain("Answers differ: it looks things up at one time and refuses to at another.");
    expect(words).toContain("Not set up any more.");
    expect(words).not.toContain("Test");
  });

  test("is nothing before the first call", async () => {
    expect(wordsAbout(await connections())).toContain("Nothing found yet");
  });

  test("is no part of the page where there is no model, or nobody answers", async () => {
    app.pipelines.known = [];
    expect(await connections()).not.toContain('id="models"');
    app.pipelines.fails = DOWN;
    expect(await connections()).not.toContain('id="models"');
    expect((await partial("/connections/models")).status).toBe(204);
  });
});

describe("a test of a model", () => {
  test("says before what it takes, by the price where that is known", async () => {
    const words = wordsAbout(await connections());
    expect(words).toContain(
      "A test takes about 4 calls and 6,900 tokens, less than $0.01, at most $0.09; 10 calls at most.",
    );
    const estimate = knownModel("m").test_estimate!;
    app.pipelines.known = [knownModel("gpt-5-mini", { test_estimate: { ...estimate, cost_usd: null } })];
    expect(wordsAbout(await connections())).toContain("6,900 tokens, of unknown price;");
    const refused = { code: "unavailable" as const, message: "Today’s budget is used up.", remedy: "Raise it." };
    app.pipelines.known = [knownModel("gpt-5-mini", { test_estimate: { ...estimate, refused } })];
    expect(wordsAbout(await connections())).toContain("Today’s budget is used up. Raise it.");
  });

  test("is begun for the model that was chosen, whatever is in its name, and for the default one", async () => {
    expect(await connections()).toContain(`name="model" value="${ODD}"`);
    const begun = await browse("/connections/model/test", {}, { model: ODD });
    expect([begun.status, begun.headers.get("location")]).toEqual([303, "/connections#models"]);
    await browse("/connections/model/test", {}, {});
    expect(app.pipelines.asked).toEqual([`test ${ODD}`, "test gpt-5-mini"]);
  });

  test("shows how far it has come, looks again by itself, with and without a script, and is stopped", async () => {
    const progress = { call: "writing Search", model_calls: 2, tokens: 1_400 };
    const running = { ...MODEL_TESTED, state: "running" as const, progress };
    app.pipelines.known = [knownModel("gpt-5-mini", { test: running })];
    const page = await connections();
    expect(page).toContain('<noscript><meta http-equiv="refresh"');
    expect(page).toContain('hx-get="/connections/models"');
    expect(wordsAbout(page)).toContain("Being tested");
    expect(wordsAbout(page)).toContain("Writing Search 2 calls · 1,400 tokens");
    const part = await (await partial("/connections/models")).text();
    expect(part).not.toContain("<html");
    expect(part).toContain("Writing Search");

    const stopped = await browse("/connections/model/test/cancellation", {}, { test: running.id });
    expect(stopped.headers.get("location")).toBe("/connections#models");
    expect(app.pipelines.asked).toEqual([`stop ${running.id}`]);
  });

  test("does not look again when it is over", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", { test: testDone() })];
    const page = await connections();
    expect(page).not.toContain('http-equiv="refresh"');
    expect(page).not.toContain('hx-get="/connections/models"');
  });

  test("tells what people will get, what it took, and shows text and calls", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", { test: testDone() })];
    const words = wordsAbout(await connections());
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
    expect(wordsAbout(await connections())).toContain("Does not write");
    expect(wordsAbout(await connections())).toContain("llm.test does not accept the key. Put a valid key.");
    const finding = { key: "k", check: "c", severity: "fault" as const, line: 3, prs: [] };
    const findings = [{ ...finding, message: "The item of #101 is not supported.", fix: "Say what it says." }];
    app.pipelines.known = [knownModel("gpt-5-mini", { test: testDone({ findings }) })];
    expect(wordsAbout(await connections())).toContain("The item of #101 is not supported. Say what it says.");
  });

  test("that a stop or a budget kept from the model says nothing of the model", async () => {
    const problem = { code: "unavailable" as const, message: "Today is used up.", remedy: "Raise BUDGET_DAY_USD." };
    app.pipelines.known = [
      knownModel("gpt-5-mini", { test: testDone({ writes: false, sentence: problem.message, problem, text: "" }) }),
    ];
    const words = wordsAbout(await connections());
    expect(words).toContain("Not tested");
    expect(words).toContain("Today is used up. Raise BUDGET_DAY_USD.");
    expect(words).not.toContain("Does not write");
  });

  test("that was stopped, or lost with its process, says so", async () => {
    const over = { finished_at: MODEL_TESTED.created_at };
    app.pipelines.known = [knownModel("gpt-5-mini", { test: { ...MODEL_TESTED, ...over, state: "lost" } })];
    expect(wordsAbout(await connections())).toContain(
      "The pipelines were stopped in the midst of the test. Test again.",
    );
    app.pipelines.known = [knownModel("gpt-5-mini", { test: { ...MODEL_TESTED, ...over, state: "stopped" } })];
    expect(wordsAbout(await connections())).toContain("Stopped before it began. Test again.");
  });

  test("that cannot be begun or stopped says why beside the models", async () => {
    app.pipelines.testModel = () => Promise.reject(DOWN);
    app.pipelines.stopModelTest = () => Promise.reject(DOWN);
    for (const path of ["/connections/model/test", "/connections/model/test/cancellation"]) {
      const answer = await browse(path, {}, { model: ODD, test: MODEL_TESTED.id });
      expect(answer.status).toBe(503);
      expect(wordsOf(await answer.text())).toMatch(/Models .*The pipelines do not answer\. Try again in a moment\./);
    }
  });

  test("shows what a model wrote as text, whatever that is", async () => {
    const text = "<img src=x onerror=alert(1)>";
    app.pipelines.known = [knownModel("<b>m</b>", { test: testDone({ text, sentence: text, more: [text] }) })];
    expect(await connections()).not.toContain("<img src=x");
  });
});

describe("forgetting", () => {
  const forget = (value: string, as = browse) => as("/connections/model/found/deletion", {}, { found: value });

  test("asks first, saying what happens, and is written down before and after", async () => {
    app.pipelines.known = [knownModel(ODD, FOUND)];
    const page = await connections();
    expect(wordsAbout(page)).toContain("The next update finds it out anew, which may cost a call or two.");
    const value = JSON.stringify(["https://llm.test/v1", ODD]);
    expect(page).toContain(value.replaceAll('"', "&quot;"));

    const forgotten = await forget(value);
    expect([forgotten.status, forgotten.headers.get("location")]).toEqual([303, "/connections#models"]);
    expect(app.pipelines.asked).toEqual([`forget ${ODD} on https://llm.test/v1 by Mira Lindqvist`]);
    const events = await app.db
      .selectFrom("app.audit_events")
      .select(["action", "actor_id", "detail"])
      .where("action", "like", "models.forg%")
      .orderBy("id")
      .execute();
    const by = { actor_id: app.mira.id, detail: { server: "https://llm.test/v1", model: ODD } };
    expect(events).toEqual([
      { action: "models.forget_asked", ...by },
      { action: "models.forgotten", ...by },
    ]);
  });

  test("is an operator's: others see no button, and are told who may", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", FOUND)];
    const tobi = await browseAs(app.deps, "tobi");
    expect(wordsAbout(await connections(tobi))).not.toContain("Forget");
    const refused = await forget(JSON.stringify(["https://llm.test/v1", "gpt-5-mini"]), tobi);
    expect(refused.status).toBe(403);
    expect(app.pipelines.asked).toEqual([]);
  });

  test.each(["", "gpt-5-mini", "[]", '["a"]', '{"model": "m"}', "[[[]]]"])(
    "of %j, which names none, changes nothing",
    async (value) => {
      const refused = await forget(value);
      expect(refused.status).toBe(422);
      expect(wordsOf(await refused.text())).toContain("There is no such model.");
      expect(app.pipelines.asked).toEqual([]);
    },
  );
});
