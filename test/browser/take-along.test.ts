import { beforeAll, describe, expect, test } from "vitest";
import { approve } from "../../app/updates/approve.ts";
import { approving, type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { type Look } from "../support/looks.ts";

const TEXT =
  "# Faster search\n\n- **Search**: it answers in half the time (#12)\n- Read [the docs](https://docs.acme.example/search) first\n";

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

const { open } = pulse;

async function posted() {
  const update = await app.written(TEXT);
  await approve(app.deps, app.tobi, update.id, approving(TEXT));
  await app.put(update.id, "posted");
  return update;
}

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each<Look>([
    { width: 1280, theme: "light" },
    { width: 390, theme: "dark" },
  ])("a message is copied with its formatting, and as Markdown, at $width px, $theme", async (look) => {
    const update = await app.written(TEXT);
    const { page, complaints, see, close } = await open(look);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
    await page.goto(`${url}/updates/${update.id}`);
    await page.getByRole("button", { name: "More" }).click();
    await see("take-along");
    await page.getByRole("link", { name: "Copy with formatting" }).click();
    await page.getByText("Copied.").waitFor();
    const held = (type: string) =>
      page.evaluate<string>(
        `navigator.clipboard.read().then(([item]) => item.getType("${type}")).then((blob) => blob.text())`,
      );
    const html = await held("text/html");
    expect(html).toContain("<strong>Search</strong>: it answers in half the time");
    expect(html).toContain('<a href="https://docs.acme.example/search">the docs</a>');
    expect(html).not.toContain("sl-");
    expect(await held("text/plain")).toContain("• Read the docs (https://docs.acme.example/search) first");

    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("link", { name: "Copy as Markdown" }).click();
    await expect.poll(() => held("text/plain")).toBe(TEXT);
    expect(complaints).toEqual([]);
    await close();
  });

  test("without a script both lead to the Markdown", async () => {
    const update = await app.written(TEXT);
    const { page, close } = await open({ width: 390, theme: "light", script: false });
    await page.goto(`${url}/updates/${update.id}`);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("link", { name: "Copy with formatting" }).click();
    await page.waitForURL("**/markdown");
    expect(await page.locator("body").innerText()).toContain("# Faster search");
    await close();
  });

  test.each<Look["theme"]>(["light", "dark"])(
    "on paper stand the message, its head and who approved it, and where links lead, %s",
    async (theme) => {
      const update = await posted();
      const { page, close } = await open({ width: 1280, theme });
      await page.goto(`${url}/updates/${update.id}`);
      await page.emulateMedia({ media: "print" });
      for (const shown of ["acme/harbor", "Approved by Tobi Okafor", "it answers in half the time"]) {
        expect(await page.getByText(shown).first().isVisible(), shown).toBe(true);
      }
      expect(await page.getByRole("button").count()).toBe(0);
      expect(await page.getByRole("navigation").count()).toBe(0);
      const after = `getComputedStyle(document.querySelector('.slack a[href*="docs.acme"]'), "::after").content`;
      expect(await page.evaluate(after)).toContain("https://docs.acme.example/search");
      expect(await page.evaluate("getComputedStyle(document.body).colorScheme")).toBe("light");
      await close();
    },
  );
});
