import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { type Look, newLook } from "../support/looks.ts";
import { linkOf, signInAs } from "../support/sign-in.ts";
import { until } from "../support/until.ts";

const TEXT = `# harbor · 22–28 November 2026

Two things to know this week.

## New

- A map of parcels (#12, mira)
- A board for depots (#13, tobi)

## Fixed

- The import no longer stops (#14)
- Labels print again (#15, mira)
`;

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

/** Somebody at a page, and how much they have to do there: clicks or taps, and keys (a word typed at once is one). */
async function somebody(name: RegExp, look: Look, path: string) {
  const { page, close } = await newLook(pulse.browser, look);
  await signInAs(page, linkOf(app, url), name);
  const began = Date.now();
  await page.goto(`${url}${path}`);
  const done = { clicks: 0, keys: 0 };
  return {
    page,
    done,
    click: async (what: Locator) => {
      await what.click();
      done.clicks += 1;
    },
    press: async (key: string) => {
      await page.keyboard.press(key);
      done.keys += 1;
    },
    close: async (journey: string) => {
      if (process.env["SHOW_FIGURES"]) {
        console.log(`${journey}: ${done.clicks} clicks, ${done.keys} keys, ${Date.now() - began} ms of the machine`);
      }
      await close();
    },
  };
}
const decided = (id: string) => until("decision", async () => (await app.now({ id })).state === "approved");
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

describe.skipIf(!pulse.browser)("how much somebody has to do", () => {
  test("who approves by a link, on a phone: the text is in sight, and two taps decide", async () => {
    const { id } = await app.written(TEXT);
    const { page, click, done, close } = await somebody(/Lena/, { width: 390, theme: "light" }, `/updates/${id}`);
    expect((await page.getByText("A map of parcels").first().boundingBox())!.y).toBeLessThan(844);
    expect((await button(page, "Approve & post").boundingBox())!.y).toBeLessThan(844);
    await click(button(page, "Approve & post"));
    await click(button(page, "Post to #eng-updates"));
    await decided(id);
    expect(done).toEqual({ clicks: 2, keys: 0 });
    await close("approver’s phone");
  });

  test("a manager on Friday: one sentence said otherwise, one left out, one moved, posted", async () => {
    const { id } = await app.written(TEXT);
    const { page, click, press, done, close } = await somebody(
      /Tobi/,
      { width: 1280, theme: "light" },
      `/updates/${id}`,
    );
    await click(page.getByRole("link", { name: "Edit", exact: true }));
    const item = (words: string) => page.locator(".item", { hasText: words }).first();
    await click(item("The import").locator("summary"));
    await page.locator(".it-e[open] textarea:focus").fill("The import goes on after a lost connection");
    await press("Enter");
    await item("The import goes on").waitFor();
    await click(item("A board").locator(".it-m"));
    await click(button(page, "Not worth telling"));
    await until("leaving out", async () => !(await app.now({ id })).working_copy?.includes("A board"));
    await item("Labels print again").locator("summary").focus();
    await press("Alt+ArrowUp");
    await until("moving", async () => (await app.now({ id })).working_copy?.includes("(#15, mira)\n- The import"));
    await click(page.getByRole("link", { name: "Done" }));
    await click(button(page, "Approve & post"));
    await click(button(page, "Post to #eng-updates"));
    await decided(id);
    expect(done).toEqual({ clicks: 7, keys: 2 });
    await close("manager’s Friday");
  });
});
