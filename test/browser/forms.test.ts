import { serve, type ServerType } from "@hono/node-server";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { webApp } from "../../app/web/server.ts";
import { noSlack, startTestApp, type TestApp } from "../support/app.ts";
import { openChromium } from "../support/chromium.ts";
import { type Look, openLook } from "../support/looks.ts";
import { evidenceOf } from "../support/offered-models.ts";
import { linkOf } from "../support/sign-in.ts";
import { TEST_MS } from "../support/until.ts";

const browser = await openChromium();
let app: TestApp;
let server: ServerType;
let url: string;

beforeAll(async () => {
  const channel = { id: "C1", name: "eng-updates", is_private: false, is_member: true };
  app = await startTestApp({ slack: { ...noSlack, channels: async () => [channel] } });
  const repositories = ["acme/harbor", "acme/web", "acme/api"].map((repo) => ({ repo, default_branch: "main" }));
  app.pipelines.repositories = async () => ({
    repositories: repositories.map((one) => ({ ...one, private: true })),
    notes: [],
  });
  app.pipelines.evidence = async () => ({ status: "ready", preview: evidenceOf(6) });
  const web = webApp(app.deps);
  url = await new Promise((up) => {
    server = serve({ fetch: web.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => up(`http://127.0.0.1:${port}`));
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await app?.stop();
});

const LOOKS: Look[] = [
  { width: 1280, theme: "light" },
  { width: 390, theme: "dark" },
  { width: 390, theme: "light", script: false },
];
const open = (look: Look) => openLook(browser, look, linkOf(app, url));
const focused = (page: Page): Promise<unknown> => page.evaluate("document.activeElement.id");
const lines = (page: Page): Promise<unknown> =>
  page.evaluate("[...document.querySelectorAll('select[name=repo]')].map(({ value }) => value)");

describe.skipIf(!browser)("in a real browser", () => {
  test.each(LOOKS)(
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
    TEST_MS,
  );

  test.each(LOOKS)(
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
    TEST_MS,
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
