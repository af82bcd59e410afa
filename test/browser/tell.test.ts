import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { type Look } from "../support/looks.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

/** Keeps what the browser would show, and lets a test say whether the tab is looked at. */
const KEEPS = `
  globalThis.told = [];
  const Real = Notification;
  globalThis.Notification = class extends Real {
    constructor(title, more) { super(title, more); told.push({ title, body: more.body }); }
  };
  let hidden = false;
  globalThis.hideTab = (so) => { hidden = so; };
  Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });`;

/** A browser in which nobody was asked yet, and in which the answer is no. */
const REFUSES = `
  globalThis.asked = 0;
  const permission = Object.assign(new EventTarget(), { state: "prompt" });
  navigator.permissions.query = async () => permission;
  Notification.requestPermission = async () => { asked += 1; return (permission.state = "denied"); };`;

const told = (page: Page) => page.evaluate<{ title: string; body: string }[]>("told");
const ask = (page: Page) => page.getByRole("button", { name: "Tell me when it is ready" });

async function open(look: Look, script: string) {
  const opened = await pulse.open(look);
  await opened.page.context().addInitScript(script);
  return opened;
}

async function writing(page: Page) {
  const update = await app.composed();
  await page.goto(`${url}/updates/${update.id}`);
  await page.getByRole("heading", { name: "Writing your draft" }).waitFor();
  return update;
}

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each<Look>([
    { width: 1280, theme: "light" },
    { width: 390, theme: "dark" },
  ])("who looks elsewhere is told once the draft is ready, at $width px, $theme", async (look) => {
    const { page, complaints, see, close } = await open(look, KEEPS);
    await page.context().grantPermissions(["notifications"]);
    const first = await writing(page);
    await ask(page).click();
    await page.getByText("You are told while this tab stays open.").waitFor();
    await see("tell");
    await page.evaluate("hideTab(true)");
    await app.answered(first);
    await page.locator("#msg").waitFor();
    const { title } = await app.now(first);
    expect(await told(page)).toEqual([{ title: "Your draft is ready", body: title }]);

    const second = await writing(page);
    expect(await ask(page).getAttribute("aria-pressed")).toBe("true");
    await app.answered(second);
    await page.locator("#msg").waitFor();
    expect(await told(page)).toEqual([]);

    const third = await writing(page);
    await ask(page).click();
    await page.getByText("You are not told any more.").waitFor();
    await page.evaluate("hideTab(true)");
    await app.answered(third);
    await page.locator("#msg").waitFor();
    expect(await told(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a no is answered kindly, and nobody is asked again", async () => {
    const { page, close } = await open({ width: 1280, theme: "light" }, REFUSES);
    await writing(page);
    expect(await page.evaluate("asked")).toBe(0);
    await ask(page).click();
    await page.getByText("That is fine: you are not asked again.").waitFor();
    expect([await ask(page).isVisible(), await page.evaluate("asked")]).toEqual([false, 1]);
    await writing(page);
    await page.getByText("You can leave this page.").waitFor();
    expect([await ask(page).isVisible(), await page.evaluate("asked")]).toEqual([false, 0]);
    await close();
  });

  test("what could not be written is told in its own words", async () => {
    const { page, close } = await open({ width: 1280, theme: "light" }, KEEPS);
    await page.context().grantPermissions(["notifications"]);
    const update = await writing(page);
    await ask(page).click();
    await page.evaluate("hideTab(true)");
    await app.put(update.id, "timed_out");
    await page.locator("#work-title").waitFor();
    const heading = await page.locator("#work-title").innerText();
    expect((await told(page)).map(({ title }) => title)).toEqual([heading]);
    await close();
  });
});
