import { beforeAll, describe, expect, test } from "vitest";
import { KEYS } from "../../app/web/page/key-list.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { BRIEF, CHANNEL, type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { TWO_LOOKS } from "../support/looks.ts";
import { until } from "../support/until.ts";

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(async () => {
  ({ app, url } = pulse);
  app.pipelines.repositories = async () => ({
    repositories: [{ repo: "acme/harbor", default_branch: "main", private: true }],
    notes: [],
  });
});

const { open } = pulse;

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each(TWO_LOOKS)("? shows the keys, and never while somebody types, at $width px, $theme", async (look) => {
    const { page, complaints, see, close } = await open(look);
    await page.goto(`${url}/updates`);
    const box = page.getByRole("dialog", { name: "Keys" });
    await page.keyboard.press("?");
    await box.waitFor();
    await see("keys-box");
    for (const { where } of KEYS) expect(await box.getByText(where, { exact: true }).count(), where).toBe(1);
    await page.keyboard.press("Escape");
    await box.waitFor({ state: "hidden" });
    await expect.poll(() => page.evaluate("document.activeElement === document.body")).toBe(true);

    const search = page.getByRole("searchbox").first();
    await search.pressSequentially("why?");
    expect(await search.inputValue()).toBe("why?");
    expect(await box.isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await close();
  });

  test("without a script they have a page, which the account's menu leads to", async () => {
    const { page, see, close } = await open({ width: 390, theme: "light", script: false });
    await page.getByRole("button", { name: /Account/ }).click();
    await page.getByRole("link", { name: "Keys" }).click();
    await page.getByRole("heading", { name: "Keys", level: 1 }).waitFor();
    expect(await page.getByText("Generate the draft").isVisible()).toBe(true);
    await see("keys");
    await close();
  });

  test("Ctrl and Enter send the form that somebody is in: Compose, a profile, a text", async () => {
    await saveProfile(app.deps, app.mira, { name: "Partners", time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
    const { page, close } = await open({ width: 1280, theme: "light" });
    await page.getByLabel("Anything to add?").focus();
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/updates\/[\w-]+$/);

    await page.goto(`${url}/profiles/partners`);
    await page.getByLabel("Name", { exact: true }).fill("Partner news");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Profile saved.").waitFor();

    const update = await app.written();
    await page.goto(`${url}/updates/${update.id}/text`);
    await page.getByLabel("Message, in Markdown").fill("# Shorter\n\n- The login page remembers you (#13)\n");
    await page.keyboard.press("Control+Enter");
    const saved = () => app.db.selectFrom("app.revisions").where("update_id", "=", update.id).selectAll().execute();
    await until("second revision", async () => (await saved()).length === 2);
    await close();
  });

  test("the arrows go from one format button to the next, and Tab goes past them", async () => {
    const update = await app.written();
    const { page, close } = await open({ width: 1280, theme: "light" });
    await page.goto(`${url}/updates/${update.id}/text`);
    await page.getByRole("button", { name: "Bold" }).focus();
    const held = () => page.evaluate("document.activeElement.ariaLabel");
    await page.keyboard.press("ArrowRight");
    expect(await held()).toBe("Italic");
    await page.keyboard.press("End");
    expect(await held()).toBe("Quote");
    await page.keyboard.press("Home");
    expect(await held()).toBe("Bold");
    await close();
  });

  test("the first Tab of a page offers to skip to its content", async () => {
    const { page, close } = await open({ width: 1280, theme: "light" });
    for (const path of ["/compose", "/updates", "/settings", "/nowhere"]) {
      await page.goto(`${url}${path}`);
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement.textContent"), path).toBe("Skip to content");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      expect(await page.evaluate("Boolean(document.activeElement.closest('main'))"), path).toBe(true);
    }
    await close();
  });

  test("what lies over the page closes when the keyboard leaves it", async () => {
    const update = await app.written();
    const { page, close } = await open({ width: 390, theme: "light" });
    await page.goto(`${url}/updates/${update.id}`);
    const menu = page.locator("#more-box");
    await page.getByRole("button", { name: "More" }).focus();
    await page.keyboard.press("Enter");
    await menu.waitFor();
    await menu.getByRole("button", { name: "Delete this draft" }).focus();
    await page.keyboard.press("Tab");
    await menu.waitFor({ state: "hidden" });
    expect(await page.evaluate("document.activeElement !== document.body")).toBe(true);
    await close();
  });

  test.each([
    { asks: "more contrast", media: { contrast: "more" } as const },
    { asks: "colours of the system", media: { forcedColors: "active" } as const },
  ])("a browser that asks for $asks gets buttons and notes with lines, and nothing that moves", async ({ media }) => {
    const update = await app.written();
    const { page, see, close } = await open({ width: 1280, theme: "light" });
    await page.goto(`${url}/updates/${update.id}`);
    await page.emulateMedia(media);
    const ink = `getComputedStyle(document.querySelector(".goes-w")).color`;
    const line = `getComputedStyle(document.querySelector(".decision .btn")).borderTopStyle`;
    const moves = `getComputedStyle(document.querySelector(".decision .btn")).transitionProperty`;
    expect(await page.evaluate(moves)).toBe("none");
    if ("contrast" in media) expect(await page.evaluate(ink)).toBe("oklch(0.34 0.014 75)");
    else expect(await page.evaluate(line)).toBe("solid");
    await see(Object.values(media).join());
    await close();
  });
});
