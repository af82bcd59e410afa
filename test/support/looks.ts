import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { axeFaults } from "./chromium.ts";
import { pageFaults } from "./page-faults.ts";

/** How somebody looks at a page; `script`: unless false. */
export type Look = { width: 1280 | 390; theme: "light" | "dark"; script?: boolean };

/** Wide and narrow, light and dark. */
export const FOUR_LOOKS: readonly Look[] = [
  { width: 1280, theme: "light" },
  { width: 1280, theme: "dark" },
  { width: 390, theme: "light" },
  { width: 390, theme: "dark" },
];

const WITHOUT_SCRIPT: Look = { width: 390, theme: "light", script: false };

export const FIVE_LOOKS: readonly Look[] = [...FOUR_LOOKS, WITHOUT_SCRIPT];

/** Each width and each theme once: colours do not know the width, nor does what stands where know the theme. */
export const TWO_LOOKS: readonly Look[] = [
  { width: 1280, theme: "light" },
  { width: 390, theme: "dark" },
];

export const THREE_LOOKS: readonly Look[] = [...TWO_LOOKS, WITHOUT_SCRIPT];

/** Set SCREENSHOTS to a folder to keep pictures of every page, at every size and in both themes. */
const pictures = process.env["SCREENSHOTS"];

/** A phone, a tablet, a laptop, a large screen, and a laptop at 200 %. */
export const SIZES = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1280, height: 860 },
  { width: 1680, height: 1050 },
  { width: 640, height: 450 },
] as const;
type Size = (typeof SIZES)[number];
type Theme = Look["theme"];

const heightOf = (width: Look["width"]) => (width === 390 ? 844 : 860);

/** A page of a browser of its own. `see` looks at what it shows; `complaints` is what its console said. */
export async function newLook(browser: Browser | null, { width, theme, script = true }: Look) {
  // Safe: whoever has no browser skips.
  const context = await (browser as Browser).newContext({
    viewport: { width, height: heightOf(width) },
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
  const see = async (name: string) => {
    await lookAt(page, name, { width, theme, script }, true);
    await lookElsewise(page, name, { width, theme, script });
  };
  return { page, complaints, see, close: () => context.close() };
}

/** The same, signed in by a link. */
export async function openLook(browser: Browser | null, look: Look, link: string) {
  const opened = await newLook(browser, look);
  await opened.page.goto(link);
  await opened.page.waitForURL("**/compose");
  return opened;
}

type Looked = { width: number; theme: Theme; script: boolean };

/** Looks at a page as a critic would: nothing inaccessible, nothing that makes it scroll sideways, nothing covered. */
async function lookAt(page: Page, of: string, { width, theme, script }: Looked, axe: boolean): Promise<void> {
  const name = `${of}-${theme}-${width}${script ? "" : "-no-script"}`;
  if (pictures) await draw(page, name);
  // axe waits by timers, which a page without a script has none of.
  if (script && axe) expect.soft(await axeFaults(page), name).toEqual([]);
  expect.soft(await pageFaults(page), name).toEqual([]);
}

const drawn = new Set<string>();

/** The other sizes and the other theme: in the suite one size for each look, where pictures are drawn all of them, once. */
async function lookElsewise(page: Page, of: string, look: Looked): Promise<void> {
  const once = `${of} ${look.script}`;
  if (pictures && drawn.has(once)) return;
  drawn.add(once);
  const others = SIZES.filter(({ width }) => width !== look.width);
  const chosen = pictures ? SIZES : [others[numberOf(of + look.theme) % others.length] as Size];
  for (const size of chosen) {
    await page.setViewportSize(size);
    for (const theme of pictures ? (["light", "dark"] as const) : [look.theme]) {
      if (size.width === look.width && theme === look.theme) continue;
      await page.emulateMedia({ colorScheme: theme });
      await lookAt(page, of, { ...look, width: size.width, theme }, pictures !== undefined);
    }
  }
  await page.emulateMedia({ colorScheme: look.theme });
  // Safe: a look has one of two widths.
  await page.setViewportSize({ width: look.width, height: heightOf(look.width as Look["width"]) });
}

/** The same for the same words, so that a fault that is seen is seen again. */
const numberOf = (words: string) => [...words].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);

async function draw(page: Page, name: string): Promise<void> {
  mkdirSync(pictures as string, { recursive: true });
  for (const [suffix, fullPage] of [
    ["", false],
    ["-full", true],
  ] as const) {
    const picture = { path: join(pictures as string, `${name}${suffix}.png`), fullPage };
    // A page that is being left cannot be pictured; the next one is a moment away.
    await page.screenshot(picture).catch(() => page.screenshot(picture));
  }
}
