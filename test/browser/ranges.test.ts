import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChromium } from "../support/chromium.ts";
import { launched, type Launched, untilItReads } from "../support/launched.ts";
import { THREE_LOOKS, newLook } from "../support/looks.ts";
import { signInAs } from "../support/sign-in.ts";
import { PATIENCE_MS } from "../support/until.ts";

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

describe.skipIf(!browser)("ranges by releases, in a real browser", () => {
  test.each(THREE_LOOKS)(
    "are chosen, shown before and told after, at $width px, $theme, script $script",
    async (look) => {
      const { page, complaints, see, close } = await newLook(browser, look);
      const scripted = look.script !== false;
      await signInAs(page, await pulse.link(), /Mira Lindqvist/);
      await page.goto(`${pulse.url}/compose?repo=acme/harbor&base_branch=main`);
      page.setDefaultTimeout(A_STEP_MS);
      if (scripted) await settled(page);
      await choose(page, "#preset-tags", { "#from-tag": "v2.15.0", "#to-tag": "v2.14.0" }, scripted);
      await page.getByLabel("To tag").blur();
      const show = page.getByRole("button", { name: /Show pull requests/ });
      if (!scripted) await show.click();
      await page.getByText(/the range ends before it begins/).waitFor();
      await see("compose-tags-refused");
      for (const field of ["#from-tag", "#to-tag"])
        expect(await offeredAt(page, field)).toEqual(["v2.15.0", "v2.14.0"]);

      await page.getByLabel("From tag").fill("v2.14.0");
      await page.getByLabel("To tag").fill("v2.15.0");
      await page.getByLabel("To tag").blur();
      if (!scripted) await show.click();
      await page.getByText(/^v2\.14\.0, .* to v2\.15\.0, .*: 12 merged$/).waitFor();
      await see("compose-tags");

      await choose(page, "#preset-release", { "#release": "v2.14.0" }, scripted);
      await page.locator("#release").blur();
      if (!scripted) await show.click();
      await page.getByText(/^Since v2\.14\.0, .*: \d\d merged$/).waitFor();
      await see("compose-release");
      expect(await offeredAt(page, "#release")).toEqual(["v2.15.0", "v2.14.0"]);
      await page.locator(".generate").click();
      await draftOf(page, scripted);
      await see("draft-release");
      await page.goto(`${page.url()}/ledger`);
      await page
        .getByText(/in v2\.15\.0 since/)
        .first()
        .waitFor();
      await see("ledger-release");

      await page.goto(`${pulse.url}/compose?repo=acme/harbor&base_branch=main`);
      await page.locator("[name=analysis_type][value=whats_next]").check();
      await choose(page, "#preset-release", {}, scripted);
      if (!scripted) await show.click();
      await page.getByText(/^Since v2\.1\d\.0, .*merged$/).waitFor();
      await see("compose-next");
      await page.locator(".generate").click();
      await draftOf(page, scripted);
      await page
        .getByText(/· what’s next ·/)
        .first()
        .waitFor();
      await see("draft-next");

      await page.goto(`${pulse.url}/profiles/new`);
      await choose(page, "#preset-release", { "#release": "v2.14.0" }, scripted, false);
      await page.locator("#repo-0").selectOption("acme/harbor");
      if (scripted) await expect.poll(() => offeredAt(page, "#release")).toEqual(["v2.15.0", "v2.14.0"]);
      await see("profile-release");
      expect(complaints).toEqual([]);
      await close();
    },
  );
});

/** A step that takes longer hangs. */
const A_STEP_MS = 60_000;

/** What was read for the choice before is there, and nothing is on its way. */
const settled = (page: Page) => page.locator("#evidence:not([aria-busy]) .prs, #evidence .empty").first().waitFor();

/** What is typed straight after it, before the fields beside it are drawn again for it, stays. */
async function choose(
  page: Page,
  preset: string,
  typed: Record<string, string>,
  scripted: boolean,
  previewed = true,
): Promise<void> {
  const drawn = scripted
    ? page.waitForResponse((answer) => answer.request().headers()["hx-target"]?.includes("source-fields") ?? false)
    : null;
  await page.locator(preset).check();
  for (const [field, value] of Object.entries(typed)) await page.locator(field).fill(value);
  await drawn;
  if (!scripted) return;
  if (previewed) await settled(page);
  for (const [field, value] of Object.entries(typed)) expect(await page.locator(field).inputValue()).toBe(value);
}

/** Which of the two a field has to choose from, in its order. */
const offeredAt = (page: Page, field: string): Promise<string[]> =>
  page.locator(field).evaluate((input) => {
    // Safe: it is an input.
    const { list } = input as unknown as { list: { options: Iterable<{ value: string }> } | null };
    return [...(list?.options ?? [])].map(({ value }) => value).filter((tag) => /^v2\.1[45]\.0$/.test(tag));
  });

/** Without a script a page renews itself; the test need not wait for it. */
async function draftOf(page: Page, scripted: boolean): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!scripted && (await page.locator("#msg").count()) === 0 && Date.now() < giveUpAt) await page.reload();
  await page.locator("#msg").waitFor();
}
