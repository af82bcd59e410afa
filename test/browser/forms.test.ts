import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { THREE_LOOKS } from "../support/looks.ts";
import { evidenceOf } from "../support/offered-models.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(async () => {
  ({ app, url } = pulse);
  const repositories = ["acme/harbor", "acme/web", "acme/api"].map((repo) => ({ repo, default_branch: "main" }));
  app.pipelines.repositories = async () => ({
    repositories: repositories.map((one) => ({ ...one, private: true })),
    notes: [],
  });
  app.pipelines.evidence = async () => ({ status: "ready", preview: evidenceOf(6) });
});
const { open } = pulse;
const focused = (page: Page): Promise<unknown> => page.evaluate("document.activeElement.id");
const lines = (page: Page): Promise<unknown> =>
  page.evaluate("[...document.querySelectorAll('select[name=repo]')].map(({ value }) => value)");

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each(THREE_LOOKS)(
    "the keyboard goes to the first field that is wrong, and the summary leads to the others, at $width px, $theme, script $script",
    async (look) => {
      const { page, see, complaints, close } = await open(look);
      await page.goto(`${url}/profiles/new`);
      await page.locator("#repo-0").selectOption("other");
      if (look.script === false) await page.getByRole("button", { name: "Add a repository" }).click();
      await page.locator("input#repo-0").fill("harbor");
      await page.getByRole("button", { name: "Save profile" }).click();
      await page.getByRole("alert").waitFor();
      expect([await focused(page), await page.locator("#repo-0").inputValue()]).toEqual(["name", "harbor"]);
      await see("form-mistakes");
      await page
        .getByRole("alert")
        .getByRole("link", { name: /^Repository/ })
        .click();
      expect(await focused(page)).toBe("repo-0");
      // The browser tells of each page that did not come with a 200.
      expect(complaints.filter((one) => !one.includes("422"))).toEqual([]);
      await close();
    },
  );

  test.each(THREE_LOOKS)(
    "a repository that is added is the next one, at $width px, $theme, script $script",
    async (look) => {
      const { page, close } = await open(look);
      for (const known of [
        ["acme/harbor", "acme/web"],
        ["acme/harbor", "acme/web", "acme/api"],
      ]) {
        await page.getByRole("button", { name: "Add a repository" }).click();
        await page.locator(`#repo-${known.length - 1}`).waitFor();
        expect(await lines(page)).toEqual(known);
      }
      await close();
    },
  );

  test("the figures follow the ticks, by themselves and where the form is drawn again", async () => {
    const { page, close } = await open({ width: 1280, theme: "light" });
    const figures = async () => (await page.locator("#evidence .stats dd").allTextContents()).map((one) => one.trim());
    await page.locator("#evidence .stats").waitFor();
    const [all] = await figures();
    await page.evaluate("document.querySelectorAll('#evidence [name=included]').forEach((tick) => tick.click())");
    expect([all, await figures()]).toEqual(["6", ["0", "0", "0"]]);
    await page.locator("#evidence [name=included]").first().check();
    expect(await figures()).toEqual(["1", "1", "1"]);
    await close();
  });
});
