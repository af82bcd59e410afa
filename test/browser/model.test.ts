import type { Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestApp } from "../support/app.ts";
import { axeFaults } from "../support/chromium.ts";
import { inBrowser } from "../support/in-browser.ts";
import { TWO_LOOKS, type Look } from "../support/looks.ts";
import { ESTIMATE, evidenceOf, REAL, spent } from "../support/offered-models.ts";
import { PATIENCE_MS } from "../support/until.ts";

const SPENT = spent({ spent_usd: 3.2, cap_usd: 20, tokens: 1, unpriced_calls: 2 }, { spent_usd: 0.41 });

const pulse = await inBrowser();
let app: TestApp;
let url: string;
/** Lets the list of pull requests come; until then it is being read. */
let listIsRead: () => void;

beforeAll(async () => {
  ({ app, url } = pulse);
  app.pipelines.repositories = async () => ({
    repositories: [{ repo: "acme/harbor", default_branch: "main", private: true }],
    notes: [],
  });
});

beforeEach(() => {
  Object.assign(app.pipelines, { offered: REAL, spending: SPENT, estimated: ESTIMATE, validated: [] });
  const read = new Promise<void>((done) => (listIsRead = done));
  app.pipelines.evidence = async () => {
    await read;
    return { status: "ready", preview: evidenceOf(25) };
  };
});

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each(TWO_LOOKS)(
    "models are stopped, Compose says who writes, and they are allowed again, at $width px, $theme",
    async (look) => {
      listIsRead();
      const { page, complaints, see, close } = await open(look);
      await page.locator("#evidence .stats").waitFor();
      await see("compose-model");
      await stopModels(page, () => see("stop-models"));
      await see("models-stopped");
      await page.getByText("Stopped. From now on the rules write.").waitFor();

      await page.goto(`${url}/compose`);
      await page.getByText("Models are switched off.").waitFor();
      await page.locator("#estimate").getByText("the rules will write this text").waitFor();
      await see("compose-stopped");
      await page.getByRole("link", { name: "See Connections" }).click();
      await page.getByRole("button", { name: "Allow models again" }).click();
      await page.getByText("Models may be used again.").waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each<Look>([...TWO_LOOKS, { width: 390, theme: "light", script: false }])(
    "calls that never came back are shown with the estimate in their place, and counted as free, at $width px, $theme",
    async (look) => {
      const open_calls = { calls: 1, usd: 0.8, tokens: 8_000, until: "2026-11-20T09:20:00.000Z" };
      const budget_note =
        "The price of qwen3:8b is not known, so BUDGET_RUN_USD cannot be kept: 400,000 tokens a run are its bound. Set its price in LLM_PRICES.";
      const models = REAL.models.map((one) => (one.price || one.kind === "rules" ? one : { ...one, budget_note }));
      const lost = { calls: 3, usd: 0.84, tokens: 90_000 };
      Object.assign(app.pipelines, { offered: { ...REAL, models }, spending: { ...SPENT, open: open_calls, lost } });
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/connections`);
      await page.getByText("3 calls never came back this month.").waitFor();
      await page.getByText(budget_note).waitFor();
      await see("lost-calls");
      await page.getByRole("button", { name: "Count them as free" }).focus();
      await page.keyboard.press("Enter");
      await page.getByText("Cleared. They count as free from now on.").waitFor();
      expect(await page.getByText("never came back").count()).toBe(0);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test("a model chosen while the list is being read is the one that is priced", async () => {
    const validate = app.pipelines.validate;
    app.pipelines.validate = async (parameters) => ({
      ...(await validate(parameters)),
      estimate: parameters.llm_model === "default" ? ESTIMATE : { ...ESTIMATE, cost_usd: null },
    });
    const { page, complaints, close } = await open({ width: 1280, theme: "light" });
    await page.locator("#llm-model").selectOption("qwen3:8b");
    listIsRead();
    await page.locator("#evidence .stats").waitFor();
    await page.getByText("25 of 25 pull requests").waitFor();
    await page.locator("#estimate").getByText("Cost not known").waitFor();
    await page.waitForLoadState("networkidle");
    expect(await page.locator("#estimate").textContent()).toContain("Cost not known");
    app.pipelines.validate = validate;
    expect(complaints).toEqual([]);
    await close();
  });

  test("an answer that did not come is asked for again: the pull requests do not stay away", async () => {
    listIsRead();
    const { page, close } = await open({ width: 1280, theme: "light" });
    let refused = 0;
    await page.route("**/compose", (route) =>
      route.request().method() === "POST" && (refused += 1) === 1 ? route.fulfill({ status: 503 }) : route.fallback(),
    );
    await page.goto(`${url}/compose`);
    await page.locator("#evidence .stats").waitFor();
    expect(refused).toBeGreaterThan(1);
    await close();
  });

  test("rules and back lose nothing that was typed, and the keyboard stays where it was", async () => {
    listIsRead();
    const { page, complaints, close } = await open({ width: 1280, theme: "light" });
    await page.locator("#evidence .stats").waitFor();
    const wishes = page.getByLabel("Anything to add?");
    await wishes.fill("Thank Mira");
    await page.locator("#voice input[value=warm]").check();
    await page.locator("#llm-model").focus();
    await page.locator("#llm-model").selectOption("rules");
    await page.locator("#why-off").waitFor();
    expect([await wishes.inputValue(), await wishes.isDisabled(), await focused(page)]).toEqual([
      "Thank Mira",
      true,
      "llm-model",
    ]);
    await page.locator("#llm-model").selectOption("default");
    await page.locator("#why-off").waitFor({ state: "detached" });
    const tone = await page.locator("#voice input:checked").getAttribute("value");
    expect([await wishes.inputValue(), await wishes.isEnabled(), tone]).toEqual(["Thank Mira", true, "warm"]);

    await page.locator("#max-iterations").focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText("Up to 5 rounds").waitFor();
    expect(await focused(page)).toBe("max-iterations");
    await page.locator("#evidence [name=included]").first().uncheck();
    await until(() => app.pipelines.validated.at(-1)?.pull_requests === 24);
    expect(app.pipelines.validated.at(-1)?.parameters).toMatchObject({ max_iterations: 5 });
    expect(complaints).toEqual([]);
    await close();
  });

  test("all of it works without script", async () => {
    listIsRead();
    const { page, close } = await open({ width: 390, theme: "dark", script: false });
    await page.getByRole("button", { name: "Show pull requests and cost" }).click();
    await page.getByText("About $0.02").waitFor();
    await stopModels(page, async () => {});
    await page.getByRole("button", { name: "Allow models again" }).click();
    await page.getByText("Stop all model use").first().waitFor();
    expect(app.pipelines.spending.stopped).toBeNull();
    await close();
  });

  test("a stop without a reason is asked for one, in the browser and by the server", async () => {
    const { page, close } = await open({ width: 1280, theme: "light" });
    await page.goto(`${url}/connections`);
    await page.locator("summary", { hasText: "Stop all model use" }).click();
    await page.evaluate("document.querySelector('#stop-reason').required = false");
    await page.locator(".switch button").click();
    await page.getByText("A reason is missing.").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await close();
  });
});

const focused = (page: Page): Promise<unknown> => page.evaluate("document.activeElement.id");

async function stopModels(page: Page, opened: () => Promise<void>): Promise<void> {
  await page.goto(`${url}/connections`);
  await page.locator("summary", { hasText: "Stop all model use" }).focus();
  await page.keyboard.press("Enter");
  await opened();
  await page.getByLabel("Reason").fill("The bill is higher than it should be.");
  await page.locator(".switch button").click();
  await page.getByText("All model use is stopped.").waitFor();
}

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: PATIENCE_MS }).toBe(true);
}

const { open } = pulse;
