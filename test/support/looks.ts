import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { axeFaults } from "./chromium.ts";

/** How somebody looks at a page; `script`: unless false. */
export type Look = { width: 1280 | 390; theme: "light" | "dark"; script?: boolean };

/** Set SCREENSHOTS to a folder to keep pictures of every page. */
const pictures = process.env["SCREENSHOTS"];

/** A page of a browser of its own. `see` looks at what it shows; `complaints` is what its console said. */
export async function newLook(browser: Browser | null, { width, theme, script = true }: Look) {
  // Safe: whoever has no browser skips.
  const context = await (browser as Browser).newContext({
    viewport: { width, height: width === 390 ? 844 : 860 },
    colorScheme: theme,
    javaScriptEnabled: script,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const see = (name: string) => lookAt(page, `${name}-${theme}-${width}${script ? "" : "-no-script"}`, script);
  return { page, complaints, see, close: () => context.close() };
}

/** The same, signed in by a link. */
export async function openLook(browser: Browser | null, look: Look, link: string) {
  const opened = await newLook(browser, look);
  await opened.page.goto(link);
  await opened.page.waitForURL("**/compose");
  return opened;
}

/** Looks at a page as a critic would: nothing inaccessible, nothing that makes it scroll sideways. */
async function lookAt(page: Page, name: string, script: boolean): Promise<void> {
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    for (const [suffix, fullPage] of [
      ["", false],
      ["-full", true],
    ] as const) {
      const picture = { path: join(pictures, `${name}${suffix}.png`), fullPage };
      // A page that is being left cannot be pictured; the next one is a moment away.
      await page.screenshot(picture).catch(() => page.screenshot(picture));
    }
  }
  if (!script) return;
  expect(await axeFaults(page), name).toEqual([]);
  expect(await page.evaluate(WIDER), `${name} scrolls sideways`).toEqual([]);
}

/** What stands out of a page that scrolls sideways. */
const WIDER = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
  .map((one) => one.tagName + "." + one.className + " " + Math.round(one.getBoundingClientRect().right))`;
