import { serve, type ServerType } from "@hono/node-server";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSession } from "../../app/people/start-session.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { webApp } from "../../app/web/server.ts";
import { findPerson } from "../../db/app/people.ts";
import type { Update } from "../../db/app/tables.ts";
import { BRIEF, CHANNEL, noSlack, RULES_ONLY, startTestApp, type TestApp } from "../support/app.ts";
import { axeFaults, openChromium } from "../support/chromium.ts";
import { until } from "../support/until.ts";

const LONGER = "x".repeat(52_310);
const WORDS = "The release train leaves on Friday.";

const browser = await openChromium();
let app: TestApp;
let server: ServerType;
let url: string;

beforeAll(async () => {
  const channel = { ...CHANNEL, is_private: false, is_member: true };
  app = await startTestApp({ slack: { ...noSlack, channels: async () => [channel] } });
  const written = { id: "demo-writer", kind: "model" as const, stand_in: true, price: null };
  app.pipelines.offered = { default: "demo-writer", server: null, models: [written, ...RULES_ONLY.models] };
  const web = webApp(app.deps);
  url = await new Promise((up) => {
    server = serve({ fetch: web.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => up(`http://127.0.0.1:${port}`));
  });
  const values = { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  await saveProfile(app.deps, app.mira, values);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await new Promise((closed) => server?.close(closed));
  await app?.stop();
});

async function signIn(context: BrowserContext, handle = "mira"): Promise<void> {
  const person = await findPerson(app.db, handle);
  if (!person) throw new Error(`There is no ${handle}.`);
  const { token } = await startSession(app.deps, person);
  await context.addCookies([{ name: "__Host-pulse", value: token, domain: "127.0.0.1", path: "/", secure: true }]);
}

/** A draft's page as Mira has it. */
async function opened(path = "") {
  if (!browser) throw new Error("There is no browser.");
  const update = await app.written();
  const context = await browser.newContext();
  await signIn(context);
  const page = await context.newPage();
  await page.goto(`${url}${path || `/updates/${update.id}/text`}`);
  return { update, context, page, field: page.locator("#markdown"), saved: page.locator("#saved") };
}

/** Pasted: typing so much letter by letter takes the browser minutes. */
const paste = (field: Locator, text: string) =>
  field.evaluate((area, pasted) => {
    // Safe: the field is a textarea.
    (area as unknown as { value: string }).value = pasted;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);

const workingCopy = async (update: Update) => (await app.now(update)).working_copy;
const kept = (update: Update, text: string) =>
  until(`working copy of “${text.slice(0, 30)}…”`, async () => (await workingCopy(update))?.includes(text));
/** What this browser holds of anybody's typing. */
const copiesIn = (page: Page) =>
  page.evaluate<string[]>("Object.entries(localStorage).map(([name, value]) => name + value)");
const copied = (page: Page) => until("copy in the browser", async () => (await copiesIn(page)).length > 0);
const forgotten = (page: Page) => until("browser without copies", async () => (await copiesIn(page)).length === 0);

describe.skipIf(!browser)("in a real browser", () => {
  test("a text that is longer than fits stays in its field, and says beside it that it is not saved", async () => {
    const { update, context, page, field } = await opened();
    await paste(field, LONGER);
    await page.locator("#saved", { hasText: "Not saved: The text has 52,310 characters; 40,000 fit." }).waitFor();
    await page.locator("#preview", { hasText: "Shorten it by 12,310." }).waitFor();
    expect(await field.inputValue()).toBe(LONGER);
    expect(await workingCopy(update)).toBeNull();

    await paste(field, "# Short again\n");
    await page.locator("#saved", { hasText: "Kept as you type" }).waitFor();
    await context.close();
  });

  test("words that were typed a moment before a link was clicked are saved", async () => {
    const { update, context, page, field, saved } = await opened();
    await field.fill(WORDS);
    expect(await saved.textContent()).toContain("Saving…");
    await page.getByRole("link", { name: "Profiles" }).first().click();
    await page.waitForURL("**/profiles");
    await kept(update, WORDS);

    await page.goto(`${url}/updates/${update.id}/text`);
    expect(await field.inputValue()).toContain(WORDS);
    await forgotten(page);
    await context.close();
  });

  test("what cannot be sent while a page is left waits in the browser, and the next page says so", async () => {
    const { update, context, page, field } = await opened();
    // More than the 64 KB that a browser sends on leaving.
    const many = "日本語の長い文章。".repeat(4_000);
    await context.route("**/working-copy", (route) => route.abort());
    await paste(field, many);
    await copied(page);
    await page.getByRole("link", { name: "Profiles" }).first().click();
    await page.getByText("Not saved yet: words that you typed").waitFor();
    await context.unroute("**/working-copy");
    await page.getByRole("link", { name: "Open it" }).click();

    await kept(update, many);
    expect(await field.inputValue()).toBe(many);
    await forgotten(page);
    await context.close();
  });

  test("offline it says that nothing is saved; what was typed is there on the next day, and saves itself", async () => {
    const { update, context, page, field, saved } = await opened();
    await context.setOffline(true);
    await field.fill(WORDS);
    await saved
      .filter({ hasText: "Not saved: there is no connection. What you typed is kept in this browser." })
      .waitFor();
    expect(await saved.locator(".okdot.bad").count()).toBe(1);
    for (const claim of await page.getByText(/^Checks passed$|^The checks found nothing/).all())
      expect(await claim.isVisible()).toBe(false);
    expect(await axeFaults(page)).toEqual([]);
    await copied(page);
    const later = await context.newPage();
    await page.close();
    expect(await workingCopy(update)).toBeNull();

    await context.setOffline(false);
    await later.goto(`${url}/updates/${update.id}/text`);
    await later.getByText("What you typed is back.").waitFor();
    expect(await later.locator("#markdown").inputValue()).toBe(WORDS);
    await kept(update, WORDS);
    await later.locator("#saved", { hasText: "Kept as you type" }).waitFor();
    await forgotten(later);

    await context.setOffline(true);
    await later.locator("#markdown").fill(`${WORDS} And on time.`);
    await later.locator("#saved", { hasText: "Not saved" }).waitFor();
    await context.setOffline(false);
    await kept(update, "And on time.");
    await context.close();
  });

  test("a session that ended leads nobody away; after signing in the text is there, and nobody else sees it", async () => {
    const { update, context, page, field, saved } = await opened();
    await context.clearCookies({ name: "__Host-pulse" });
    await field.fill(WORDS);
    await saved
      .filter({ hasText: "Not saved: you are signed out. Sign in, and what you typed is here again." })
      .waitFor();
    expect(new URL(page.url()).pathname).toBe(`/updates/${update.id}/text`);
    await saved.getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL(`**/sign-in?next=%2Fupdates%2F${update.id}%2Ftext`);

    await signIn(context, "tobi");
    await page.goto(`${url}/updates/${update.id}/text`);
    expect(await field.inputValue()).not.toContain(WORDS);
    expect((await copiesIn(page)).join()).not.toContain("Friday");

    await signIn(context);
    await page.goto(`${url}/updates/${update.id}/text`);
    await page.getByText("What you typed is back.").waitFor();
    expect(await field.inputValue()).toBe(WORDS);
    await kept(update, WORDS);
    await forgotten(page);
    await context.close();
  });

  test("who signs out on purpose is asked about words that are not saved, and leaves nothing behind", async () => {
    const { update, context, page, field } = await opened();
    await context.route("**/working-copy", (route) => route.abort());
    await field.fill(WORDS);
    await copied(page);
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.message());
      void (asked.length === 1 ? dialog.dismiss() : dialog.accept());
    });
    const out = async () => {
      await page.getByRole("button", { name: /^Account/ }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
    };
    await out();
    await until("question", () => asked.length === 1);
    expect(await field.inputValue()).toBe(WORDS);
    if (!(await page.getByRole("button", { name: "Sign out" }).isVisible())) await out();
    else await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");

    expect(asked).toEqual(Array(2).fill("You typed something that is not saved. Sign out and throw it away?"));
    expect(await copiesIn(page)).toEqual([]);
    await page.goBack();
    expect(await page.content()).not.toContain("Friday");
    expect(await workingCopy(update)).toBeNull();
    await context.close();
  });

  test("somebody else’s words are never overwritten: both texts are shown", async () => {
    const { update, context, page, field, saved } = await opened();
    await saveWorkingCopy(app.deps, app.tobi, update.id, { markdown: "Tobi’s words.", base_revision: 1 });
    await field.fill(WORDS);
    await saved.filter({ hasText: "Not saved: Tobi Okafor changed the text meanwhile." }).waitFor();
    expect(await workingCopy(update)).toContain("Tobi’s words.");

    await page.reload();
    await page.getByText("You typed something here that is not saved.").waitFor();
    expect(await field.inputValue()).toContain("Tobi’s words.");
    await page.getByRole("button", { name: "Compare the two" }).click();
    await page.getByText("Tobi Okafor changed the text").waitFor();
    await page.getByText("Both in Markdown").click();
    expect(await page.getByLabel("Your text").inputValue()).toBe(WORDS);
    expect(await page.getByLabel("The newer text").inputValue()).toContain("Tobi’s words.");
    await page.getByText("being written").waitFor();
    await page.getByRole("button", { name: "Save your text" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect(await field.inputValue()).toContain(WORDS);
    await forgotten(page);
    await context.close();
  });

  test("while the database is slow nothing claims to be saved, and nothing is lost", async () => {
    const { update, context, page, field, saved } = await opened();
    let release = () => {};
    const held = app.db.transaction().execute(async (tx) => {
      await tx.selectFrom("app.updates").select("id").where("id", "=", update.id).forUpdate().execute();
      await new Promise<void>((done) => (release = done));
    });
    await field.fill(WORDS);
    await saved.filter({ hasText: "Saving… Pulse takes its time. What you typed is kept in this browser." }).waitFor();
    expect(await saved.locator(".okdot.wait").count()).toBe(1);
    for (const claim of await page.getByText(/^Checks passed$|^The checks found nothing/).all())
      expect(await claim.isVisible()).toBe(false);
    release();
    await held;
    await kept(update, WORDS);
    await saved.filter({ hasText: "Kept as you type" }).waitFor();
    await context.close();
  });

  test.each([
    ["Compose", "/compose", 'textarea[name="custom_prompt"]', "Thank Ada."],
    ["a profile", "/profiles/weekly", "#name", "Weekly, with Ada"],
    ["a schedule", "/profiles/weekly/schedule", "#cron", "0 9 * * fri"],
  ])(
    "what was typed into %s comes back after a reload, and goes when it is thrown away",
    async (_what, path, at, words) => {
      const { context, page } = await opened(path);
      const field = page.locator(at);
      if (path.endsWith("schedule")) await page.getByRole("radio", { name: "Cron" }).check();
      await field.fill(words);
      await copied(page);
      await page.reload();
      await page.getByText("What you typed is back.").waitFor();
      expect(await field.inputValue()).toBe(words);

      await page.getByRole("button", { name: "Throw it away" }).click();
      await forgotten(page);
      await until("field as it was", async () => (await field.inputValue()) !== words);
      await context.close();
    },
  );

  test("a reason comes back into its box, and its copy goes once it was given", async () => {
    const { update, context, page } = await opened();
    const box = async () => {
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("button", { name: "Reject…" }).click();
    };
    await box();
    await page.getByLabel("Reason", { exact: true }).fill("Too early.");
    await copied(page);
    await page.reload();
    await box();
    expect(await page.getByLabel("Reason", { exact: true }).inputValue()).toBe("Too early.");
    await page.getByRole("button", { name: "Reject", exact: true }).click();
    await page.getByRole("heading", { name: "Rejected" }).waitFor();
    expect((await app.now(update)).state).toBe("rejected");
    await forgotten(page);
    await context.close();
  });

  test("words for a draft that went on meanwhile are shown, wherever it is now", async () => {
    const { update, context, page, field, saved } = await opened();
    await context.setOffline(true);
    await field.fill(WORDS);
    await saved.filter({ hasText: "Not saved" }).waitFor();
    await app.put(update.id, "rejected");
    await context.setOffline(false);
    await saved.filter({ hasText: "Not saved: This update is rejected." }).waitFor();
    await page.reload();
    await page.getByText("You typed something here that was not saved.").click();
    expect(await page.getByLabel("What you typed").inputValue()).toBe(WORDS);
    await context.close();
  });

  test("the formatting buttons are a toolbar: seven named buttons, one stop of the Tab key, arrows between them", async () => {
    const { context, page, field } = await opened();
    const names = ["Bold", "Italic", "Code", "Link", "List", "Numbered list", "Quote"];
    const tools = page.getByRole("toolbar", { name: "Formatting" });
    expect(await tools.ariaSnapshot()).toBe(
      ['- toolbar "Formatting":', ...names.map((name) => `  - button "${name}"`)].join("\n"),
    );
    await tools.getByRole("button", { name: "Bold" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const focused = () => page.evaluate("document.activeElement.ariaLabel");
    expect(await focused()).toBe("Code");
    await page.keyboard.press("Tab");
    expect(await focused()).not.toMatch(new RegExp(names.join("|")));
    await page.keyboard.press("Shift+Tab");
    expect(await focused()).toBe("Code");

    await field.fill("quick");
    await field.selectText();
    await tools.getByRole("button", { name: "Bold" }).click();
    expect(await field.inputValue()).toBe("**quick**");
    await context.close();
  });
});
