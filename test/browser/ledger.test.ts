import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import type { Update } from "../../db/app/tables.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FOUR_LOOKS } from "../support/looks.ts";
import { busyLedger, busyText, WEEK, WEEK_TEXT } from "../support/decided-week.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;
/** A week that people changed, one from before anybody wrote down who decided, one of a thousand, one that is being written. */
let week: Update;
let old: Update;
let busy: Update;
let begun: Update;

beforeAll(async () => {
  ({ app, url } = pulse);
  week = await written(WEEK);
  const markdown = WEEK_TEXT.replace(/- Search by the last four digits.*\n/, "");
  await saveWorkingCopy(app.deps, app.tobi, week.id, { markdown, base_revision: 1 });
  old = await written(WEEK.map(({ decided: _, group: __, size: ___, ...line }) => line));
  busy = await written(busyLedger(1_000), busyText(1_000));
  begun = await app.composed();
});

async function written(lines: readonly LedgerLine[], text = WEEK_TEXT): Promise<Update> {
  const update = await app.written(text);
  const ledger = JSON.stringify(lines);
  await app.db.updateTable("app.updates").set({ ledger }).where("id", "=", update.id).execute();
  return update;
}

const rowsOn = (page: Page) => page.locator(".led:visible");

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each(FOUR_LOOKS)(
    "an update leads to its ledger, which is searched while one types, at $width px, $theme",
    async (look) => {
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${week.id}`);
      await page.getByRole("link", { name: /merged$/ }).click();
      await page.getByRole("heading", { name: "Every pull request", level: 1 }).waitFor();
      expect(await rowsOn(page).count()).toBe(21);
      await see("ledger");
      await page.getByText("19 more").click();
      expect(await rowsOn(page).count()).toBe(40);
      await page.getByText("19 more").scrollIntoViewIfNeeded();
      await see("ledger-fold");
      await page.getByRole("list", { name: "What became of it" }).scrollIntoViewIfNeeded();
      await see("ledger-chain");

      await page.getByLabel("Search number, title, person or reason").pressSequentially("printer");
      await expect.poll(() => rowsOn(page).count()).toBe(1);
      expect(await page.locator("#live").textContent()).toBe("1 of 40 fit");
      await expect.poll(() => new URL(page.url()).search).toBe("?q=printer");
      await page.getByLabel("Search number, title, person or reason").fill("");
      await page.getByLabel("Who decided").selectOption("person");
      await page.getByText("By Tobi Okafor").waitFor();
      await expect.poll(() => rowsOn(page).count()).toBe(1);
      await page.getByRole("radio", { name: "Cancelled 2" }).check();
      await page.getByText("No pull request fits.").waitFor();
      await see("ledger-nothing");
      await page.reload();
      expect(await page.getByRole("radio", { name: "Cancelled 2" }).isChecked()).toBe(true);
      await page.getByRole("link", { name: "Show all 40" }).click();
      await expect.poll(() => rowsOn(page).count()).toBe(21);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each(FOUR_LOOKS)(
    "a thousand pull requests, an old ledger and an empty one are drawn for people at $width px, $theme",
    async (look) => {
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${busy.id}/text`);
      await page.locator("#ledger > summary").click();
      await page.getByRole("link", { name: "900 more, and who decided" }).scrollIntoViewIfNeeded();
      await see("ledger-busy-beside");
      await page.getByRole("link", { name: "900 more, and who decided" }).click();
      await page.getByRole("link", { name: "Next" }).click();
      await page.getByText("101–200 of 1,000").scrollIntoViewIfNeeded();
      await see("ledger-busy");
      await page.goto(`${url}/updates/${old.id}/ledger`);
      await page.getByText("from before Pulse kept who decided").waitFor();
      await see("ledger-old");
      await page.goto(`${url}/updates/${begun.id}/ledger`);
      await page.getByRole("heading", { name: "It is being written" }).waitFor();
      await see("ledger-empty");
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test("a part folds away and back by keyboard", async () => {
    const { page, close } = await open({ width: 1280, theme: "light" });
    await page.goto(`${url}/updates/${week.id}/ledger`);
    await page.locator(".led-g > summary").first().focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => rowsOn(page).count()).toBe(13);
    await page.keyboard.press("Space");
    await expect.poll(() => rowsOn(page).count()).toBe(21);
    await close();
  });

  test.each(FOUR_LOOKS.filter(({ width, theme }) => (width === 390) === (theme === "dark")))(
    "without a script, the form finds the same, at $width px, $theme",
    async (look) => {
      const { page, see, close } = await open({ ...look, script: false });
      await page.goto(`${url}/updates/${week.id}/ledger`);
      await page.getByLabel("Search number, title, person or reason").fill("docs/");
      await page.getByRole("radio", { name: "Grouped 25" }).check();
      await page.getByRole("button", { name: "Show" }).click();
      await expect.poll(() => rowsOn(page).count()).toBe(3);
      await see("ledger-found");
      await close();
    },
  );
});

const { open } = pulse;
