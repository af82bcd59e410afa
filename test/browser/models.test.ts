import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FoundModel } from "../../webhooks/contract/model-tests.ts";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { TWO_LOOKS } from "../support/looks.ts";
import { REAL, spent } from "../support/offered-models.ts";
import { FOUND, knownModel, MODEL_TESTED, testDone } from "../support/tested-models.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;
/** Lets the test that was begun come to its end. */
let comesToItsEnd: () => void;

beforeAll(() => void ({ app, url } = pulse));

const LONG = "acme-research/an instruct model with a long name:70b-q4_K_M";
const key = "llm.test does not accept the key.";
const remedy = "Put a valid key into OPENAI_API_KEY and start the pipelines again.";
const problem = { code: "upstream" as const, message: key, remedy };
const finding = { key: "k", check: "c", severity: "fault" as const, line: 3, prs: [] };
const found = {
  ...finding,
  message: "The item of #101 speaks of 312, and nothing that it cites does.",
  fix: "Take it out.",
};
const differs = ["looks things up at one time and refuses to at another"];

beforeEach(() => {
  const known: FoundModel[] = [
    knownModel("gpt-5-mini", FOUND),
    knownModel("qwen3:8b", { test: testDone({ writes: false, sentence: key, more: [], problem, text: "" }) }),
    knownModel(LONG, {
      ...FOUND,
      differs,
      is_set_up: false,
      test_estimate: null,
      test: testDone({ findings: [found] }),
    }),
  ];
  Object.assign(app.pipelines, { offered: REAL, spending: spent({ spent_usd: 3.2 }), known, asked: [] });
  const [tested] = known;
  const progress = { call: "writing Search, API and 1 more", model_calls: 3, tokens: 1_400 };
  app.pipelines.testModel = async () => (tested!.test = { ...MODEL_TESTED, state: "running", progress });
  app.pipelines.stopModelTest = async (id) => {
    const { text, sentence, ...result } = { ...testDone().result!, writes: false, more: [], calls: [] };
    const over = { ...result, text: "", sentence: "Stopped before it was done." };
    return (tested!.test = { ...MODEL_TESTED, id, state: "stopped", result: { ...over, findings: [] } });
  };
  app.pipelines.forgetModel = async () => {
    app.pipelines.known = [knownModel("gpt-5-mini"), ...known.slice(1)];
    return { models: app.pipelines.known };
  };
  comesToItsEnd = () => void (tested!.test = testDone());
});

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each(TWO_LOOKS)(
    "a model is tested, its test watched to the end by keyboard, and what was found forgotten, at $width px, $theme",
    async (look) => {
      const { page, complaints, see, close } = await pulse.open(look);
      await page.goto(`${url}/connections`);
      await see("models");
      await page.getByRole("button", { name: "Test gpt-5-mini" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("Being tested").waitFor();
      await page.getByText("Writing Search, API and 1 more", { exact: true }).waitFor();
      await see("model-being-tested");
      comesToItsEnd();
      const card = page.locator("#model-1");
      await card.getByText("Writes well: tools, schema, opening.").waitFor();
      expect(await card.getByRole("button", { name: "Stop the test" }).count()).toBe(0);
      for (const summary of await page.locator(".folded summary").all()) await summary.click();
      await page.getByText("The item of #101 speaks of 312").waitFor();
      await see("model-tested");

      await page.getByRole("button", { name: "Forget what was found of gpt-5-mini" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("The next update finds it out anew").first().waitFor();
      await see("model-forget");
      await page.getByRole("button", { name: "Forget it" }).first().click();
      await page.getByText("Forgotten. The next update finds out anew how to ask.").waitFor();
      await card.getByText("Nothing found yet").waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test("a test is begun, stopped, and what was found forgotten without a script", async () => {
    const { page, see, close } = await pulse.open({ width: 390, theme: "light", script: false });
    await page.goto(`${url}/connections`);
    await page.getByRole("button", { name: "Test gpt-5-mini" }).click();
    await page.getByText("Writing Search, API and 1 more", { exact: true }).waitFor();
    await see("model-being-tested");
    await page.getByRole("button", { name: "Stop the test of gpt-5-mini" }).click();
    await page.getByText("Stopped before it was done.").waitFor();
    await page.getByRole("button", { name: "Forget what was found of gpt-5-mini" }).click();
    await page.getByRole("button", { name: "Forget it" }).first().click();
    await page.locator("#model-1").getByText("Nothing found yet").waitFor();
    await close();
  });
});
