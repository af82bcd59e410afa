import { beforeAll, describe, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { BRIEF, CHANNEL, RULES_ONLY, type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { copied, forgotten, paste, typist, WORDS } from "../support/typing.ts";
import { until } from "../support/until.ts";

const LONGER = "x".repeat(52_310);

const pulse = await inBrowser();
const { opened, workingCopy, kept } = typist(pulse);
let app: TestApp;
let url: string;

beforeAll(async () => {
  ({ app, url } = pulse);
  const written = { id: "demo-writer", kind: "model" as const, stand_in: true, price: null };
  app.pipelines.offered = { default: "demo-writer", server: null, models: [written, ...RULES_ONLY.models] };
  const values = { name: "Weekly", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  await saveProfile(app.deps, app.mira, values);
});

describe.skipIf(!pulse.browser)("in a real browser", () => {
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
