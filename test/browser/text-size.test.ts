import { serve, type ServerType } from "@hono/node-server";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSession } from "../../app/people/sign-in.ts";
import { webApp } from "../../app/web/server.ts";
import { findPerson } from "../../db/app/people.ts";
import { startTestApp, type TestApp } from "../support/app.ts";
import { openChromium } from "../support/chromium.ts";

const LONGER = "x".repeat(52_310);

const browser = await openChromium();
let app: TestApp;
let server: ServerType;
let url: string;

beforeAll(async () => {
  app = await startTestApp();
  const web = webApp(app.deps);
  url = await new Promise((up) => {
    server = serve({ fetch: web.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => up(`http://127.0.0.1:${port}`));
  });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await new Promise((closed) => server?.close(closed));
  await app?.stop();
});

/** A draft's page as Mira has it. */
async function opened() {
  const update = await app.written();
  const mira = await findPerson(app.db, "mira");
  if (!browser || !mira) throw new Error("There is no browser, or no Mira.");
  const context = await browser.newContext();
  const { token } = await startSession(app.deps, mira);
  await context.addCookies([{ name: "__Host-pulse", value: token, domain: "127.0.0.1", path: "/", secure: true }]);
  const page = await context.newPage();
  await page.goto(`${url}/updates/${update.id}`);
  return { update, page, field: page.locator("#markdown") };
}

/** Pasted: typing so much letter by letter takes the browser minutes. */
const paste = (field: Locator, text: string) =>
  field.evaluate((area, pasted) => {
    // Safe: the field is a textarea.
    (area as unknown as { value: string }).value = pasted;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);

describe.skipIf(!browser)("in a real browser", () => {
  test("a text that is longer than fits stays in its field, and says beside it that it is not saved", async () => {
    const { update, page, field } = await opened();
    await paste(field, LONGER);
    await page.locator("#saved", { hasText: "Not saved: The text has 52,310 characters; 40,000 fit." }).waitFor();
    await page.locator("#preview", { hasText: "Shorten it by 12,310." }).waitFor();
    expect(await field.inputValue()).toBe(LONGER);
    expect((await app.now(update)).working_copy).toBeNull();

    await paste(field, "# Short again\n");
    await page.locator("#saved", { hasText: "Kept as you type" }).waitFor();
  });
});
