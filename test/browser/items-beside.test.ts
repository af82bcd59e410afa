import { beforeAll, describe, expect, test } from "vitest";
import { editItem } from "../../app/updates/edit-item.ts";
import { readOutline } from "../../app/message/items/outline.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { draftsOf, field, item, take, TEXT } from "../support/item-draft.ts";
import { FIVE_LOOKS, type Look } from "../support/looks.ts";
import { until } from "../support/until.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

const WIDE: Look = { width: 1280, theme: "light" };
const open = (look: Look) => pulse.open(look);
const { drafted, textNow, becomes } = draftsOf(() => app);

describe.skipIf(!pulse.browser)("beside whoever edits by item", () => {
  test.each(FIVE_LOOKS.filter(({ script }) => script !== false))(
    "people and emoji are offered while one writes, $width px, $theme",
    async (look) => {
      const update = await drafted();
      await app.db.updateTable("app.people").set({ github_login: "mira-l" }).where("id", "=", app.mira.id).execute();
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}/items`);
      await item(page, "Returns").locator("summary").click();
      const field = item(page, "Returns").locator("textarea");
      await field.press("End");
      await field.pressSequentially(" by @mi");
      const people = page.getByRole("listbox", { name: "People" });
      expect(await people.getByRole("option").allTextContents()).toEqual(["Mira Lindqvist (mira-l)"]);
      await see("picks-people");
      await field.press("Backspace");
      await field.pressSequentially("i");
      await page.keyboard.press("Enter");
      expect(await field.inputValue()).toBe("Returns were opened twice by mira-l");

      await field.pressSequentially(" @le");
      await people.getByRole("option", { name: "Lena Brandt" }).click();
      expect(await field.inputValue()).toBe("Returns were opened twice by mira-l Lena Brandt");

      await field.pressSequentially(" :rock");
      const emoji = page.getByRole("listbox", { name: "Emoji" });
      await emoji.waitFor();
      await see("picks-emoji");
      await field.press("Backspace");
      await field.pressSequentially("k");
      await emoji.waitFor();
      expect(await emoji.getByRole("option").first().textContent()).toBe("🪨 :rock:");
      await page.keyboard.press("ArrowDown");
      expect(await emoji.locator("[aria-selected=true]").textContent()).toBe("🚀 :rocket:");
      expect(await field.getAttribute("aria-activedescendant")).toBe(
        await emoji.locator("[aria-selected=true]").getAttribute("id"),
      );
      await page.keyboard.press("Escape");
      expect(await emoji.count()).toBe(0);
      expect(await field.inputValue()).toMatch(/ :rock$/);
      await field.fill("Returns were opened twice by mira-l Lena Brandt :shipi");
      await field.press("End");
      await field.pressSequentially("t");
      await emoji.getByRole("option", { name: ":shipit:", exact: true }).waitFor();
      await field.fill("Returns were opened twice by mira-l Lena Brandt :rock");
      await field.press("End");
      await field.pressSequentially("e");
      await emoji.getByRole("option", { name: "🚀 :rocket:" }).waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await becomes(update, "- Returns were opened twice by mira-l Lena Brandt :rocket: (#15)");
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each(FIVE_LOOKS)(
    "an emoji that Slack does not know is said at its item, $width px, $theme, script $script",
    async (look) => {
      const update = await drafted();
      const { page, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}/items`);
      await item(page, "Returns").locator("summary").click();
      await item(page, "Returns").locator("textarea").fill("Returns were opened twice :rokcet:");
      await item(page, "Returns").getByRole("button", { name: "Save" }).click();
      await becomes(update, "- Returns were opened twice :rokcet: (#15)");
      await page.getByText("Neither Slack nor your workspace has :rokcet:. Did you mean :rocket:?").waitFor();
      await see("emoji-unknown");
      await close();
    },
  );

  test("what somebody else does stands there within seconds, and two at one sentence are told so", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    const keyOf = async (words: string) =>
      readOutline(await textNow(update), update.brief.sources).find((piece) => piece.words.includes(words))?.key ?? "";
    const tobi = async (words: string, said: string) =>
      editItem(app.deps, app.tobi, update.id, { act: { act: "rewrite", key: await keyOf(words), words: said } });
    await tobi("Returns", "Returns are opened once");
    await page.locator(".item", { hasText: "Returns are opened once" }).waitFor();

    await take(page, "Labels");
    await field(page).fill("Labels, by Mira");
    await tobi("Labels", "Labels, by Tobi");
    await page.keyboard.press("Enter");
    await page.getByText("Tobi Okafor changed that sentence meanwhile").waitFor();
    expect(await page.getByLabel("What you wrote").inputValue()).toBe("Labels, by Mira");
    await page.locator(".item", { hasText: "Labels, by Tobi" }).waitFor();
    await close();
  });

  test("a phone that goes offline keeps what is typed, says so, and sends it when it is back", async () => {
    const update = await drafted();
    const { page, close } = await open({ width: 390, theme: "light" });
    await page.goto(`${url}/updates/${update.id}/items`);
    await take(page, "Labels");
    await page.context().setOffline(true);
    await field(page).fill("Labels, on a train");
    await page.keyboard.press("Enter");
    await page.getByText("Not saved: no connection. What you typed is kept in this browser.").waitFor();
    expect(await field(page).inputValue()).toBe("Labels, on a train");
    await page.context().setOffline(false);
    await becomes(update, "- Labels, on a train (#16, tobi)");
    await close();
  });

  test("the model says a sentence in other words, which are taken over or left", async () => {
    const update = await drafted();
    const { page, see, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await item(page, "Labels").locator(".it-m").click();
    await page.getByRole("button", { name: /^Another wording/ }).click();
    await page.getByText("Another wording, checked").waitFor();
    await see("items-wording");
    await page.getByRole("link", { name: "Keep mine" }).click();
    expect(await page.locator(".alt").count()).toBe(0);
    await item(page, "Labels").locator(".it-m").click();
    await page.getByRole("button", { name: /^Another wording/ }).click();
    await page.getByRole("button", { name: "Use it" }).click();
    await until("text", async () => (await textNow(update)) !== TEXT);
    await close();
  });

  test("where no other words are to be had, the reason stands at the sentence and nothing changes", async () => {
    const update = await drafted();
    app.pipelines.fails = new Problem("conflict", "Models are stopped.", "Ask an operator to allow them.");
    const { page, close } = await open({ width: 390, theme: "light", script: false });
    await page.goto(`${url}/updates/${update.id}/items`);
    await page.getByRole("button", { name: "More for #16" }).click();
    await page
      .locator(".imenu:popover-open")
      .getByRole("button", { name: /^Another wording/ })
      .click();
    await page.locator(".alt", { hasText: "Models are stopped." }).waitFor();
    expect(await textNow(update)).toBe(TEXT);
    app.pipelines.fails = null;
    await close();
  });
});
