import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../app/deps.ts";
import { readOutline } from "../../app/message/items/outline.ts";
import { editItem } from "../../app/updates/edit-item.ts";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { type Look, newLook } from "../support/looks.ts";
import { linkOf, signInAs } from "../support/sign-in.ts";
import { until } from "../support/until.ts";

const TEXT = `# harbor · 22–28 November 2026

## New

- A map of parcels (#12, mira)
- A board for depots (#13, tobi)

## Fixed

- The import no longer stops (#14)
- Labels print again (#15, mira)
- The wrong day before midnight (#16)
`;
const WIDE: Look = { width: 1280, theme: "light" };
const PHONE: Look = { width: 390, theme: "light" };

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

async function somebody(name: RegExp, look: Look, path: string) {
  const { page, close } = await newLook(pulse.browser, look);
  await signInAs(page, linkOf(app, url), name);
  await page.goto(`${url}${path}`);
  return { page, close };
}

async function rewrite(page: Page, words: string, said: string): Promise<void> {
  await page.locator(".item", { hasText: words }).first().locator("summary").click();
  await page.locator(".it-e[open] textarea:focus").fill(said);
  await page.keyboard.press("Enter");
}

describe.skipIf(!pulse.browser)("two people, two tabs, a phone and Slack at one draft", () => {
  test("lose nothing, and each sees what the others did within seconds", async () => {
    const update = await app.written(TEXT);
    const items = `/updates/${update.id}/items`;
    const mira = await somebody(/Mira/, WIDE, items);
    const markdown = await somebody(/Mira/, WIDE, `/updates/${update.id}/text`);
    const phone = await somebody(/Tobi/, PHONE, items);
    const reader = await somebody(/Lena/, PHONE, `/updates/${update.id}`);
    const text = async () => (await app.now(update)).working_copy ?? (await app.revisions(update)).at(-1) ?? "";
    const slack: Actor = { ...app.tobi, surface: "slack" };

    const began = Date.now();
    await Promise.all([
      rewrite(mira.page, "A map of parcels", "A map of all parcels"),
      rewrite(phone.page, "The import", "The import goes on"),
      (async () => {
        const piece = readOutline(await text(), update.brief.sources).find(({ words }) => words.startsWith("A board"));
        await editItem(app.deps, slack, update.id, { act: { act: "leave_out", key: piece?.key ?? "" } });
      })(),
    ]);
    await until("what three did", async () => {
      const said = await text();
      return said.includes("A map of all parcels") && said.includes("The import goes on") && !said.includes("A board");
    });
    const done = Date.now();
    for (const { page } of [mira, phone]) {
      await page.locator(".item", { hasText: "A map of all parcels" }).waitFor();
      await page.locator(".item", { hasText: "The import goes on" }).waitFor();
    }
    await reader.page.locator("#msg .it", { hasText: "A map of all parcels" }).first().waitFor();
    await reader.page.locator("#msg .it", { hasText: "The import goes on" }).first().waitFor();
    const took = Date.now() - done;
    if (process.env["SHOW_FIGURES"]) console.log(`written in ${done - began} ms, seen by all ${took} ms later`);

    // A tab that was open before it all writes in one sentence of its older text.
    const field = markdown.page.getByLabel("Message, in Markdown");
    await field.fill((await field.inputValue()).replace("Labels print again", "Labels print again, in colour"));
    await markdown.page.getByText(/Not saved: .* changed the text meanwhile\./).waitFor();
    await markdown.page.getByRole("button", { name: "Save", exact: true }).click();
    await markdown.page.getByRole("button", { name: "Save both" }).click();
    await until("what four did", async () => (await text()).includes("in colour"));
    expect(await text()).toBe(
      TEXT.replace("A map of parcels", "A map of all parcels")
        .replace("- A board for depots (#13, tobi)\n", "")
        .replace("The import no longer stops", "The import goes on")
        .replace("Labels print again", "Labels print again, in colour"),
    );
    for (const one of [mira, markdown, phone, reader]) await one.close();
  });
});
