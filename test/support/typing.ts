import type { BrowserContext, Locator, Page } from "playwright-core";
import { startSession } from "../../app/people/start-session.ts";
import { findPerson } from "../../db/app/people.ts";
import type { Update } from "../../db/app/tables.ts";
import type { InBrowser } from "./in-browser.ts";
import { until } from "./until.ts";

export const WORDS = "The release train leaves on Friday.";

/** Who types into drafts, and what became of it. */
export function typist(pulse: InBrowser) {
  async function signIn(context: BrowserContext, handle = "mira"): Promise<void> {
    const person = await findPerson(pulse.app.db, handle);
    if (!person) throw new Error(`There is no ${handle}.`);
    const { token } = await startSession(pulse.app.deps, person);
    await context.addCookies([{ name: "__Host-pulse", value: token, domain: "127.0.0.1", path: "/", secure: true }]);
  }

  /** A draft's page as Mira has it. */
  async function opened(path = "") {
    if (!pulse.browser) throw new Error("There is no browser.");
    const update = await pulse.app.written();
    const context = await pulse.browser.newContext();
    await signIn(context);
    const page = await context.newPage();
    await page.goto(`${pulse.url}${path || `/updates/${update.id}/text`}`);
    return { update, context, page, field: page.locator("#markdown"), saved: page.locator("#saved") };
  }
  const workingCopy = async (update: Update) => (await pulse.app.now(update)).working_copy;
  const kept = (update: Update, text: string) =>
    until(`working copy of “${text.slice(0, 30)}…”`, async () => (await workingCopy(update))?.includes(text));
  return { signIn, opened, workingCopy, kept };
}

/** Pasted: typing so much letter by letter takes the browser minutes. */
export const paste = (field: Locator, text: string) =>
  field.evaluate((area, pasted) => {
    // Safe: the field is a textarea.
    (area as unknown as { value: string }).value = pasted;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);

/** What this browser holds of anybody's typing. */
export const copiesIn = (page: Page) =>
  page.evaluate<string[]>("Object.entries(localStorage).map(([name, value]) => name + value)");
export const copied = (page: Page) => until("copy in the browser", async () => (await copiesIn(page)).length > 0);
export const forgotten = (page: Page) =>
  until("browser without copies", async () => (await copiesIn(page)).length === 0);
