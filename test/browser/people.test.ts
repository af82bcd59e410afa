import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { OpenId } from "../../app/ports/open-id.ts";
import { type TestApp } from "../support/app.ts";
import { axeFaults } from "../support/chromium.ts";
import { inBrowser } from "../support/in-browser.ts";
import { leave, linkOf } from "../support/sign-in.ts";

/** Set SCREENSHOTS to a folder to keep pictures of every page. */
const pictures = process.env["SCREENSHOTS"];
// Safe: the pages only name it.
const openId = { name: "Slack" } as OpenId;

const pulse = await inBrowser((deps) => Object.assign(deps, { openId }));
let app: TestApp;
let url: string;
beforeAll(async () => {
  ({ app, url } = pulse);
  await app.db.updateTable("app.people").set({ deactivated_at: new Date() }).where("handle", "=", "lena").execute();
});

/** The first one as a browser sees it that nobody has let in. */
const PAGES = ["/sign-in?next=/", "/sign-in", "/settings", "/settings/tokens", "/profiles/new"];
/** Each width and each theme once: colours do not know the width, nor does what stands where know the theme. */
const looks = PAGES.flatMap((path) => [
  { path, colorScheme: "light" as const, width: 1280 },
  { path, colorScheme: "dark" as const, width: 390 },
]);

describe.skipIf(!pulse.browser)("the pages about people", () => {
  test.each(looks)("$path has nothing that axe would object to, $colorScheme at $width px", async (look) => {
    await withPage(look, async (page) => {
      if (look.path !== PAGES[0]) await signIn(page);
      if (look.path === "/sign-in") await leave(page.context());
      await page.goto(`${url}${look.path}`);
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        const name = `people${look.path.replace(/\W+/g, "-")}-${look.colorScheme}-${look.width}.png`;
        await page.screenshot({ path: join(pictures, name), fullPage: true });
      }
      expect(await axeFaults(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    });
  });

  test("after signing out, Back shows nothing of what was there", async () => {
    await withPage({ colorScheme: "light", width: 1280 }, async (page) => {
      await signIn(page);
      await page.goto(`${url}/settings`);
      await page.goto(`${url}/updates`);
      await page.getByRole("button", { name: /^Account/ }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.waitForURL(/sign-in/);
      for (const was of ["%2Fupdates", "%2Fsettings"]) {
        await page.goBack();
        await page.waitForURL(new RegExp(`sign-in\\?next=${was}`));
        expect(await page.getByRole("navigation").count()).toBe(0);
      }
    });
  });

  test.each([
    { colorScheme: "light" as const, width: 1280 },
    { colorScheme: "dark" as const, width: 390 },
  ])("a token is made with the keyboard alone, copied, and revoked: $colorScheme, $width px", async (look) => {
    await withPage(look, async (page) => {
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await signIn(page);
      await page.goto(`${url}/settings/tokens`);
      await page.getByLabel("Name").focus();
      await page.keyboard.type(`CI ${look.width}`);
      await page.keyboard.press("Enter");
      const token = page.locator("#token");
      await token.waitFor();
      expect(await axeFaults(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      if (pictures) await page.screenshot({ path: join(pictures, `token-made-${look.width}.png`), fullPage: true });
      await page.getByRole("button", { name: "Copy" }).press("Enter");
      await page.getByText("Copied.").waitFor();
      expect(await page.evaluate("navigator.clipboard.readText()")).toBe(await token.textContent());
      await page.getByRole("button", { name: `Revoke CI ${look.width}` }).press("Enter");
      await page.getByText("Revoked. The next request with it is refused.").waitFor();
      expect(await page.locator("#token").count()).toBe(0);
    });
  });

  test("a role is changed with the keyboard and the mouse, and the page says that it was", async () => {
    await withPage({ colorScheme: "light", width: 1280 }, async (page) => {
      await signIn(page);
      await page.goto(`${url}/settings`);
      await page.getByLabel("Role of Tobi Okafor").selectOption("operator");
      await page.getByRole("button", { name: "Save Tobi Okafor" }).click();
      await page.getByText("Saved.").waitFor();
      expect(await page.getByLabel("Role of Tobi Okafor").inputValue()).toBe("operator");
    });
  });
});

async function signIn(page: Page): Promise<void> {
  await page.goto(linkOf(app, url));
  await page.waitForURL(/compose/);
}

async function withPage(
  { colorScheme, width }: { colorScheme: "light" | "dark"; width: number },
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await pulse.browser!.newPage({ colorScheme, viewport: { width, height: 900 } });
  try {
    await work(page);
  } finally {
    await page.close();
  }
}
