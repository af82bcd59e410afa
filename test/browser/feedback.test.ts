import { serve, type ServerType } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { webApp } from "../../app/web/server.ts";
import type { Update } from "../../db/app/tables.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openChromium } from "../support/chromium.ts";
import { type Look, openLook } from "../support/looks.ts";
import { linkOf } from "../support/sign-in.ts";
import { sixMonths } from "../support/six-months.ts";
import { TEST_MS } from "../support/until.ts";

const browser = await openChromium();
/** One with half a year behind it, and one that has just begun. */
let app: TestApp;
let young: TestApp;
let servers: ServerType[];
let urls: string[];
let newest: Update;

beforeAll(async () => {
  [app, young] = await Promise.all([startTestApp(), startTestApp()]);
  servers = [];
  urls = await Promise.all(
    [app, young].map(
      ({ deps }) =>
        new Promise<string>((up) => {
          const { fetch } = webApp(deps);
          servers.push(serve({ fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => up(`http://127.0.0.1:${port}`)));
        }),
    ),
  );
  newest = (await sixMonths(app)).at(-3) ?? expect.fail();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all((servers ?? []).map((server) => new Promise((closed) => server.close(closed))));
  await Promise.all([app?.stop(), young?.stop()]);
});

const LOOKS: Look[] = [
  { width: 1280, theme: "light" },
  { width: 1280, theme: "dark" },
  { width: 390, theme: "light" },
  { width: 390, theme: "dark" },
];

describe.skipIf(!browser)("in a real browser", () => {
  test.each(LOOKS)(
    "half a year of feedback is read as plots and as numbers, and narrowed down, at $width px, $theme",
    async (look) => {
      const { page, complaints, see, close } = await openLook(browser, look, linkOf(app, urls[0] ?? ""));
      await page.goto(`${urls[0]}/updates`);
      await page.getByRole("link", { name: "Feedback" }).last().click();
      await page.getByRole("heading", { name: "Feedback", level: 1 }).waitFor();
      await see("feedback");
      for (const summary of await page.locator(".nums > summary").all()) await summary.click();
      await see("feedback-numbers");
      await page.getByLabel("Model").selectOption({ label: "Rules" });
      await page.waitForURL(/writer=rules/);
      await page.getByRole("link", { name: "Clear" }).waitFor();
      await see("feedback-rules");
      await page.goto(`${urls[0]}/feedback?weeks=13&writer=rules`);
      await page.getByText(/Only (?:one week has|\d weeks have) approved texts here/).waitFor();
      await see("feedback-few");
      expect(complaints).toEqual([]);
      await close();
    },
    TEST_MS,
  );

  test.each(LOOKS)(
    "why a sentence was changed is said with one tap, at $width px, $theme",
    async (look) => {
      const { page, complaints, see, close } = await openLook(browser, look, linkOf(app, urls[0] ?? ""));
      await page.goto(`${urls[0]}/updates/${newest.id}`);
      await page.locator("#diff > summary").click();
      const chip = page.locator("#changes .chg-all").getByRole("button", { name: "Missing" });
      await chip.click();
      await page.locator('#changes .chg-all [aria-pressed="true"]', { hasText: "Missing" }).waitFor();
      await see("changes");
      // It is drawn anew around whoever uses the keyboard.
      expect(await page.evaluate("document.activeElement?.id")).toBe("why-text-missing");
      await page.keyboard.press("Enter");
      await page.locator('#changes .chg-all [aria-pressed="false"]', { hasText: "Missing" }).waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
    TEST_MS,
  );

  test.each([LOOKS[0], LOOKS[3]].filter((look) => look !== undefined))(
    "before there is any, it says what to do, at $width px, $theme",
    async (look) => {
      const { page, see, close } = await openLook(browser, look, linkOf(young, urls[1] ?? ""));
      await page.goto(`${urls[1]}/feedback`);
      await page.getByRole("heading", { name: "Nothing to compare yet" }).waitFor();
      await see("feedback-empty");
      await close();
    },
    TEST_MS,
  );
});
