import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";
import { PATIENCE_MS } from "./until.ts";
import { npmChromium, type Installed } from "./npm-chromium.ts";

const timeout = PATIENCE_MS;

const INSTALLED = [
  "/usr/bin/google-chrome",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * A real Chromium: the one from npm on x64 Linux, else an installed one.
 *
 * @returns null where there is none; under CI that is an error, because a skipped browser test proves nothing.
 */
export async function openChromium(): Promise<Browser | null> {
  const found = await findChromium();
  if (!found && process.env["CI"]) throw new Error("No Chromium was found, and under CI the browser tests must run.");
  if (!found) return null;
  const { path, args, env } = found;
  const browser = await chromium.launch({ executablePath: path, args, headless: true, timeout, ...(env && { env }) });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    // What moves costs the whole suite time: a test that is about it asks for it.
    const context = await newContext({ reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(timeout);
    return context;
  };
  return browser;
}

export async function findChromium(): Promise<Installed | null> {
  if (process.platform === "linux" && process.arch === "x64") return npmChromium();
  const path = [process.env["CHROME_PATH"] ?? "", ...INSTALLED].find((one) => one !== "" && existsSync(one));
  return path ? { path, args: [] } : null;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Accessibility faults of the page as it stands, each as one line; WCAG 2.2 A and AA, and axe's best practices. */
export async function axeFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    // Safe: the line above defined it in the page.
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<Found> } };
    type Found = { violations: { id: string; help: string; nodes: { html: string }[] }[] };
    // None of these rules reads style sheets, and only what is wrong is told: a quarter of axe's time and more.
    const { violations } = await axe.run({
      runOnly: tags,
      resultTypes: ["violations"],
      selectors: false,
      preload: { assets: ["media"] },
    });
    return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html.slice(0, 160)})`);
  });
}
