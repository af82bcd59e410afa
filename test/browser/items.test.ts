import { beforeAll, describe, expect, test } from "vitest";
import type { TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { draftsOf, field, FLAG, item, take, TEXT } from "../support/item-draft.ts";
import { FIVE_LOOKS, type Look } from "../support/looks.ts";
import { until } from "../support/until.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

const WIDE: Look = { width: 1280, theme: "light" };
const open = (look: Look) => pulse.open(look);
const { drafted, textNow, becomes } = draftsOf(() => app);

describe.skipIf(!pulse.browser)("a draft, item by item", () => {
  test.for(FIVE_LOOKS)("looks well at $width px, $theme, script: $script", async (look) => {
    const update = await drafted(FLAG);
    const seen = await open(look);
    await seen.page.goto(`${url}/updates/${update.id}/items`);
    await seen.see("items");
    if (look.script !== false) {
      await item(seen.page, "Labels").locator(".it-m").click();
      await seen.see("items-menu");
      await seen.page.keyboard.press("Escape");
      await item(seen.page, "Labels").locator("summary").click();
      await seen.see("items-rewriting");
    }
    await seen.close();
  });

  test("a sentence is rewritten in its place, and Undo and Redo go through what was done", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await take(page, "Returns");
    await page.keyboard.press("End");
    await page.keyboard.type(" a day");
    await page.keyboard.press("Enter");
    await becomes(update, "Returns were opened twice a day (#15)");

    await page.getByRole("button", { name: /^Undo/ }).click();
    await until("text", async () => (await textNow(update)) === TEXT);
    await page.getByRole("button", { name: /^Redo/ }).click();
    await becomes(update, "twice a day");
    await close();
  });

  test("keys move a sentence, and take that back", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await item(page, "Labels").locator("summary").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await becomes(update, "- Labels for Jersey print the customs form again (#16, tobi)\n- Returns");
    await page.locator(".item:focus-within", { hasText: "Labels" }).waitFor();
    await page.keyboard.press("Control+z");
    await until("text", async () => (await textNow(update)) === TEXT);
    await close();
  });

  test("Escape keeps what is written, and Never mind throws it away", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await take(page, "Labels");
    await field(page).fill("Labels, thrown away");
    await page.locator(".it-e[open]").getByRole("link", { name: "Never mind" }).click();
    expect(await page.locator(".it-e[open]").count()).toBe(0);
    await take(page, "Labels");
    expect(await field(page).inputValue()).toBe("Labels for Jersey print the customs form again");
    await field(page).fill("Labels, kept");
    await page.keyboard.press("Escape");
    await becomes(update, "- Labels, kept (#16, tobi)");
    await close();
  });

  test("Backspace before its first word merges a sentence with the one above", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await take(page, "Labels");
    await page.keyboard.press("Home");
    await page.keyboard.press("Backspace");
    await becomes(update, "twice Labels for Jersey print the customs form again (#15, #16; tobi)");
    await close();
  });

  test("Shift and Enter split a sentence where one writes", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await take(page, "delivered_at");
    const at = (await field(page).inputValue()).indexOf(" It used");
    await page.evaluate(`document.querySelector(".it-e[open] textarea").setSelectionRange(${at}, ${at + 1})`);
    await page.keyboard.press("Shift+Enter");
    await becomes(update, "is now UTC.** (#13, tobi)\n- It used to be the depot’s local time (#13, tobi)");
    await close();
  });

  test("a sentence is dragged into another section", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await item(page, "Labels").hover();
    await item(page, "Labels")
      .locator(".grip")
      .dragTo(item(page, "Tracking links"), { targetPosition: { x: 200, y: 3 } });
    await becomes(update, "## Security\n\n- Labels for Jersey print the customs form again (#16, tobi)\n- **Tracking");
    await close();
  });

  test("what is left out stands beside the text with its reason a tap away, and comes back", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await item(page, "Returns").locator(".it-m").click();
    await page.getByRole("button", { name: "Not worth telling" }).click();
    await until("text", async () => !(await textNow(update)).includes("Returns"));
    await page.getByRole("button", { name: "Put back #15" }).click();
    await becomes(update, "- Returns were opened twice (#15)");
    await close();
  });

  test("a pull request is added by its number, and one of another time is refused at its field", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    const adds = page.getByLabel("Add a pull request to Fixed");
    await adds.fill("#99");
    await adds.press("Enter");
    const error = page.getByText("#99 was not merged in this time.");
    await error.waitFor();
    expect(await page.locator("[aria-invalid]").inputValue()).toBe("#99");
    await adds.fill("#22");
    await adds.press("Enter");
    await becomes(update, "- Update the PostgreSQL client to 8.20 (#22, mira)");
    expect(await textNow(update)).toContain("- 2 dependency updates (#21, #23)");
    await close();
  });

  test("a number that nobody merged stays in its field with the reason, and nothing is lost", async () => {
    const update = await drafted();
    const { page, close } = await open(WIDE);
    await page.goto(`${url}/updates/${update.id}/items`);
    await take(page, "Labels");
    await field(page).fill("Labels print again, see #77");
    await page.keyboard.press("Enter");
    await page.getByText("#77 is not among what was merged in this time.").waitFor();
    expect(await field(page).inputValue()).toBe("Labels print again, see #77");
    expect(await textNow(update)).toBe(TEXT);
    await close();
  });

  test("without a script every act is a form", async () => {
    const update = await drafted();
    const { page, close } = await open({ width: 390, theme: "light", script: false });
    await page.goto(`${url}/updates/${update.id}/items`);
    await item(page, "Labels").locator("summary").click();
    await field(page).fill("Labels print again\n\nJersey, too");
    await page.locator(".it-e[open]").getByRole("button", { name: "Save" }).click();
    await becomes(update, "- Labels print again (#16, tobi)\n- Jersey, too (#16, tobi)");
    await page.getByRole("button", { name: "More for #15" }).click();
    await page.locator(".imenu:popover-open").getByRole("button", { name: "Breaking" }).click();
    await becomes(update, "local time (#13, tobi)\n- Returns were opened twice (#15)");
    await page.getByRole("button", { name: /^Undo/ }).click();
    await becomes(update, "## Fixed\n\n- Returns");
    await close();
  });
});
