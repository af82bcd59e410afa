import type { Locator, Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { triggerRun } from "../../app/updates/trigger-run.ts";
import type { Update } from "../../db/app/tables.ts";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { SIZES } from "../support/looks.ts";
import { pageFaults } from "../support/page-faults.ts";
import { calls } from "../support/recorded-calls.ts";
import { runAnswer, steps } from "../support/recorded-run.ts";
import { knownModel, MODEL_TESTED } from "../support/tested-models.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;
let update: Update;

beforeAll(() => void ({ app, url } = pulse));

beforeEach(async () => {
  update = await app.composed();
  await triggerRun(app.deps, { update_id: update.id, generation: 1 }, true);
  const working = { state: "running" as const, finished_at: null, metrics: null };
  for (const { run_id } of app.pipelines.triggered) {
    app.pipelines.answers.set(run_id, { ...runAnswer(working), id: run_id, started_at: new Date().toISOString() });
  }
  app.pipelines.recording = { steps: steps(4), calls: calls().slice(0, 5) };
  const progress = { call: "writing Search", model_calls: 3, tokens: 1_400 };
  const run = { ...MODEL_TESTED, state: "running" as const, progress };
  app.pipelines.known = [knownModel("gpt-5-mini", { test: run }), knownModel("qwen3:8b")];
});

const RUNS = [
  { what: "an update is written", path: () => `/updates/${update.id}`, stop: /^Stop…?$/ },
  { what: "its run is read along", path: () => `/updates/${update.id}/run`, stop: /^Stop…?$/ },
  { what: "a model is tested", path: () => "/connections", stop: "Stop the test of gpt-5-mini" },
];

describe.skipIf(!pulse.browser)("in a real browser, at every size", () => {
  test.each(RUNS.flatMap((one) => [true, false].map((script) => ({ ...one, script }))))(
    "Stop is in reach while $what, script $script",
    async ({ path, stop, script }) => {
      const { page, close } = await pulse.open({ width: 1280, theme: "light", script });
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await page.goto(`${url}${path()}`);
        const button = page.getByRole("button", { name: stop });
        await button.waitFor();
        for (const end of [0, 100_000]) {
          await page.evaluate(`scrollTo(0, ${end})`);
          expect(await isInReach(page, button), `${size.width} px, scrolled to ${end}`).toBe(true);
        }
      }
      await close();
    },
  );

  test("a run is stopped on the page that reads it along", async () => {
    const { page, close } = await pulse.open({ width: 390, theme: "dark" });
    await page.goto(`${url}/updates/${update.id}/run`);
    await page.getByRole("button", { name: "Stop…" }).click();
    await page.getByRole("dialog", { name: "Stop writing?" }).getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped. Nothing was written.").waitFor();
    expect((await app.now(update)).state).toBe("cancelled");
    expect(await page.getByRole("button", { name: "Stop…" }).count()).toBe(0);
    await close();
  });

  test("a toast covers no button, whether the server says it or the page", async () => {
    const { page, close } = await pulse.open({ width: 1280, theme: "light" });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const path of ["/compose", "/updates", "/profiles/new"]) {
        await page.goto(`${url}${path}`);
        await page.evaluate(TOAST);
        expect(await page.evaluate(UNDER_TOAST), `${path} at ${size.width} px`).toEqual([]);
        expect(await pageFaults(page), `${path} at ${size.width} px`).toEqual([]);
      }
    }
    await close();
  });

  test("what was done is said beside the page, and Undo in it works", async () => {
    const draft = await app.written();
    const { page, see, close } = await pulse.open({ width: 390, theme: "light" });
    await page.goto(`${url}/updates`);
    await page.locator(`form[action="/updates/${draft.id}/deletion"] button`).click();
    await page.getByText("Deleted.").waitFor();
    await see("toast");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("It is back.").waitFor();
    await close();
  });
});

/** Whether somebody could click on it as the page stands. */
async function isInReach(page: Page, button: Locator): Promise<boolean> {
  const [box, view] = [await button.boundingBox(), page.viewportSize()];
  if (!box || !view || box.y < 0 || box.y + box.height > view.height) return false;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return page.evaluate<boolean>(`Boolean(document.elementFromPoint(${x}, ${y})?.closest("button"))`);
}

const TOAST = `(() => {
  const words = Object.assign(document.createElement("p"), { textContent: "Copied. The whole text is on the clipboard now." });
  const toast = Object.assign(document.createElement("div"), { className: "toast" });
  toast.append(words);
  document.querySelector("#toasts").replaceChildren(toast);
})()`;

const UNDER_TOAST = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return document.elementFromPoint((left + right) / 2, (top + bottom) / 2)?.closest(".toast") && !one.closest(".toast");
  })
  .map((one) => one.outerHTML.slice(0, 80))`;
