import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Update } from "../../db/app/tables.ts";
import type { TestApp } from "../support/app.ts";
import { inBrowser, startServed, type Served } from "../support/in-browser.ts";
import { FOUR_LOOKS, TWO_LOOKS, openLook } from "../support/looks.ts";
import { linkOf } from "../support/sign-in.ts";
import { sixMonths } from "../support/six-months.ts";

/** One with half a year behind it, and one that has just begun. */
const pulse = await inBrowser();
let young: Served;
let app: TestApp;
let url: string;
let newest: Update;
beforeAll(async () => {
  young = await startServed();
  ({ app, url } = pulse);
  newest = (await sixMonths(app)).at(-3) ?? expect.fail();
});
afterAll(() => young?.stop());

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each(FOUR_LOOKS)(
    "half a year of feedback is read as plots and as numbers, and narrowed down, at $width px, $theme",
    async (look) => {
      const { page, complaints, see, close } = await pulse.open(look);
      await page.goto(`${url}/updates`);
      await page.getByRole("link", { name: "Feedback" }).last().click();
      await page.getByRole("heading", { name: "Feedback", level: 1 }).waitFor();
      await see("feedback");
      for (const summary of await page.locator(".nums > summary").all()) await summary.click();
      await see("feedback-numbers");
      await page.getByLabel("Model").selectOption({ label: "Rules" });
      await page.waitForURL(/writer=rules/);
      await page.getByRole("link", { name: "Clear" }).waitFor();
      await see("feedback-rules");
      await page.goto(`${url}/feedback?weeks=13&writer=rules`);
      await page.getByText(/Only (?:one week has|\d weeks have) approved texts here/).waitFor();
      await see("feedback-few");
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each(FOUR_LOOKS)("why a sentence was changed is said with one tap, at $width px, $theme", async (look) => {
    const { page, complaints, see, close } = await pulse.open(look);
    await page.goto(`${url}/updates/${newest.id}`);
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
  });

  test.each(TWO_LOOKS)("before there is any, it says what to do, at $width px, $theme", async (look) => {
    const { page, see, close } = await openLook(pulse.browser, look, linkOf(young.app, young.url));
    await page.goto(`${young.url}/feedback`);
    await page.getByRole("heading", { name: "Nothing to compare yet" }).waitFor();
    await see("feedback-empty");
    await close();
  });
});
