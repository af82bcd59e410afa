import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { launched, type Launched, untilItReads } from "../support/launched.ts";
import { letIn, signInAs } from "../support/sign-in.ts";
import { PATIENCE_MS } from "../support/until.ts";
import { type Look, newLook } from "../support/looks.ts";

const browser = await openChromium();
let pulse: Launched;

beforeAll(async () => {
  pulse = await launched();
  await untilItReads(pulse);
});

afterAll(async () => {
  await browser?.close();
  await pulse?.stop();
});

/** Each width and each theme once: colours do not know the width, nor does what stands where know the theme. */
const LOOKS: Look[] = [
  { width: 1280, theme: "light", script: true },
  { width: 390, theme: "dark", script: true },
  { width: 1280, theme: "light", script: false },
  { width: 390, theme: "dark", script: false },
];

describe.skipIf(!browser)("in a real browser", () => {
  test.each(LOOKS)("an update goes from compose to corrected at $width px, $theme, script $script", async (look) => {
    const { page, complaints, see, close } = await newLook(browser, look);

    await page.goto(`${pulse.url}/compose`);
    await see("sign-in-code");
    await letIn(page, await pulse.link());
    await page.goto(`${pulse.url}/compose`);
    await see("sign-in");
    await page.getByRole("button", { name: /Mira Lindqvist/ }).click();
    if (!look.script) await page.getByRole("button", { name: /Show pull requests/ }).click();
    const shown = page.getByText(/\d+ of \d+ included/);
    const again = page.locator("#evidence").getByRole("button", { name: "Try again" });
    // A machine that is busy with all the other tests may take longer for the first look than the page waits.
    await shown.or(again).first().waitFor();
    if (await again.isVisible()) await again.click();
    await shown.waitFor();
    await see("compose");

    await page.locator(".generate").click();
    await see("running");
    if (!look.script) await reloadUntil(page, "#msg");
    await page.locator("#msg").waitFor();
    await see("draft");
    await page.getByRole("link", { name: "Edit", exact: true }).last().click();
    await page.getByRole("link", { name: "Markdown", exact: true }).click();
    await page.locator("#editor").waitFor();
    await see("draft-edit");

    const text = page.locator("#markdown");
    await text.fill(`${await text.inputValue()}\nThanks to everyone who was on call.\n`);
    if (look.script) await page.locator("#preview").getByText("Thanks to everyone").waitFor();
    await page.getByRole("button", { name: "Approve & post" }).click();
    await posted(page, look);
    await see("posted");
    const update = new URL(page.url()).pathname;
    await page.goto(`${pulse.url}${update}/ledger`);
    await page.getByText(/(\d+) read, \1 accounted for/).waitFor();
    await see("ledger-of-demo");
    await page.goto(`${pulse.url}${update}`);

    await page.getByRole("link", { name: "Correct", exact: true }).click();
    await page.getByRole("button", { name: "Correct in Slack" }).waitFor();
    await see("correct-items");
    await page.getByRole("link", { name: "Markdown" }).click();
    await text.fill((await text.inputValue()).replace("everyone", "all"));
    await see("correct");
    await page.getByRole("button", { name: /Correct in Slack|Correct & post|Post the correction/ }).click();
    await posted(page, look);

    expect(await slackTexts()).toContainEqual(expect.stringContaining("Thanks to all who was on call"));
    expect(new URL(page.url()).pathname).toBe(update);
    expect(complaints).toEqual([]);
    await close();
  });

  test("with defaults it takes three clicks from Compose to posted: write, approve, and yes", async () => {
    const { page, close } = await newLook(browser, { width: 1280, theme: "light" });
    await signInAs(page, await pulse.link(), /Tobi Okafor/);
    let clicks = 0;
    const click = async (selector: string) => {
      await page.locator(selector).click();
      clicks += 1;
    };
    await click(".generate");
    await page.locator("#msg").waitFor();
    await click(".decision .btn.primary");
    await click(".asked .btn.primary");
    await posted(page, { width: 1280, theme: "light", script: true });
    expect(clicks).toBe(3);
    await close();
  });

  test.each(LOOKS.filter(({ script }) => script))(
    "every other page is accessible and quiet at $width px, $theme",
    async (look) => {
      const { page, complaints, see, close } = await newLook(browser, look);
      await signInAs(page, await pulse.link(), /Lena Brandt/);
      for (const path of [
        "updates",
        "approvals",
        "profiles",
        "profiles/new",
        "connections",
        "connections?slack=http",
        "nowhere",
      ]) {
        await page.goto(`${pulse.url}/${path}`);
        await see(path.replace(/\W+/g, "-"));
      }
      expect(complaints.filter((line) => !line.includes("404"))).toEqual([]);
      await close();
    },
  );
});

async function posted(page: Page, { script }: Look): Promise<void> {
  const link = 'a:has-text("View in Slack"), a:has-text("Open in Slack"), .draft-f a.btn.primary[target=_blank]';
  if (!script) await reloadUntil(page, link);
  await page.locator(link).first().waitFor();
}

/** Without script a page renews itself by a meta refresh; the test need not wait for it. */
async function reloadUntil(page: Page, selector: string): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while ((await page.locator(selector).count()) === 0 && Date.now() < giveUpAt) await page.reload();
}

async function slackTexts(): Promise<string[]> {
  const response = await fetch(`${pulse.slack}/api/conversations.history?channel=C0ENG&limit=50`, {
    headers: { authorization: "Bearer xoxb-demo" },
  });
  const { messages } = (await response.json()) as { messages: { blocks?: { text?: string }[] }[] };
  return messages.map(({ blocks }) => (blocks ?? []).map(({ text }) => text ?? "").join("\n"));
}
