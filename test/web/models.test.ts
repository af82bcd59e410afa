import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestApp } from "../support/app.ts";
import { DOWN, plainOf, wordsAbout, startModelPages, type ModelPages } from "../support/model-pages.ts";
import { browseAs, type Browse } from "../support/browse.ts";
import { FOUND, knownModel, MODEL_TESTED } from "../support/tested-models.ts";

/** A slash, a colon and a blank. */
const ODD = "acme/my writer:1";

let here: ModelPages;
let app: TestApp;
let browse: Browse;
beforeAll(async () => void ({ app, browse } = here = await startModelPages()));
afterAll(() => here?.stop());
beforeEach(() => here.clear([knownModel("gpt-5-mini"), knownModel(ODD)]));

describe("what was found of a model", () => {
  test("stands with the server, when it was found, by what, and until when it is remembered", async () => {
    app.pipelines.known = [knownModel("gpt-5-mini", FOUND)];
    const words = wordsAbout(await here.connections());
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
    const page = await here.connections();
    expect(page).toContain(`href="/updates/${update.id}/run?generation=1"`);
    expect(wordsAbout(page)).toContain("by an update");

    const gone = { run_id, request_id: MODEL_TESTED.id };
    app.pipelines.known = [knownModel("gpt-5-mini", { ...FOUND, by_run: gone, by_test: false })];
    expect(wordsAbout(await here.connections())).toContain("by an update");
    expect(await here.connections()).not.toContain("/run?generation");
  });

  test("says where answers differ, and what is not set up any more", async () => {
    const differs = ["looks things up at one time and refuses to at another"];
    app.pipelines.known = [knownModel("old", { ...FOUND, differs, is_set_up: false, test_estimate: null })];
    const words = wordsAbout(await here.connections());
    expect(words).toContain("Answers differ: it looks things up at one time and refuses to at another.");
    expect(words).toContain("Not set up any more.");
    expect(words).not.toContain("Test");
  });

  test("is nothing before the first call", async () => {
    expect(wordsAbout(await here.connections())).toContain("Nothing found yet");
  });

  test("is no part of the page where there is no model, or nobody answers", async () => {
    app.pipelines.known = [];
    expect(await here.connections()).not.toContain('id="models"');
    app.pipelines.fails = DOWN;
    expect(await here.connections()).not.toContain('id="models"');
    expect((await here.partial("/connections/models")).status).toBe(204);
  });
});

describe("forgetting", () => {
  const forget = (value: string, as = browse) => as("/connections/model/found/deletion", {}, { found: value });

  test("asks first, saying what happens, and is written down before and after", async () => {
    app.pipelines.known = [knownModel(ODD, FOUND)];
    const page = await here.connections();
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
    expect(wordsAbout(await here.connections(tobi))).not.toContain("Forget");
    const refused = await forget(JSON.stringify(["https://llm.test/v1", "gpt-5-mini"]), tobi);
    expect(refused.status).toBe(403);
    expect(app.pipelines.asked).toEqual([]);
  });

  test.each(["", "gpt-5-mini", "[]", '["a"]', '{"model": "m"}', "[[[]]]"])(
    "of %j, which names none, changes nothing",
    async (value) => {
      const refused = await forget(value);
      expect(refused.status).toBe(422);
      expect(plainOf(await refused.text())).toContain("There is no such model.");
      expect(app.pipelines.asked).toEqual([]);
    },
  );
});
