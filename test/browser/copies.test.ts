import { beforeAll, describe, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { BRIEF, CHANNEL, RULES_ONLY, type TestApp } from "../support/app.ts";
import { axeFaults } from "../support/chromium.ts";
import { inBrowser } from "../support/in-browser.ts";
import { copied, copiesIn, forgotten, paste, typist, WORDS } from "../support/typing.ts";
import { until } from "../support/until.ts";

const pulse = await inBrowser();
const { signIn, opened, workingCopy, kept } = typist(pulse);
let app: TestApp;
let url: string;

beforeAll(async () => {
  ({ app, url } = pulse);
  const written = { id: "demo-writer", kind: "model" as const, stand_in: true, price: null };
  app.pipelines.offered = { default: "demo-writer", server: null, models: [written, ...RULES_ONLY.models] };
  const values = { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  await saveProfile(app.deps, app.mira, values);
});

describe.skipIf(!pulse.browser)("what was typed stays in the browser until it is saved", () => {
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
});
