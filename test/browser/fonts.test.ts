import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadAssets } from "../../app/web/page/assets.ts";
import { findChromium, openChromium } from "../support/chromium.ts";
import { processes } from "../support/processes.ts";

const STYLES = [
  Buffer.from(loadAssets().find("app.css")?.body ?? []).toString("utf8"),
  readFileSync(join(import.meta.dirname, "../../demo/slack/view/static/demo-slack.css"), "utf8"),
];
/** What the pages name, and what a browser or a person's own style may fall back to. */
const FAMILIES = [
  ...new Set([...STYLES.flatMap(familiesIn), "serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"]),
];
const FONT = /\.(?:ttf|otf|ttc|pfb|woff2?)$/;

const found = await findChromium();
const browser = await openChromium();
afterAll(() => browser?.close());

test.skipIf(!browser)("text has a width in every family that the browser falls back to", async () => {
  const page = await browser!.newPage();
  const spans = FAMILIES.map((family) => `<span style='font-family: ${family}'>Two words</span>`).join("<br>");
  await page.setContent(`<!doctype html>${spans}`);
  const widths = await page.locator("span").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
  await page.close();

  const flat = FAMILIES.filter((_, index) => !((widths[index] ?? 0) > 0));
  const from = found?.env
    ? `${found.env["FONTCONFIG_FILE"]} names the folder of its fonts`
    : "it uses the system's fonts";
  expect(flat, `Text has no width in ${flat.join(", ")}: the browser finds no font there. ${from}.`).toEqual([]);
});

test.skipIf(!found?.folder)(
  "the browser uses the libraries and fonts of this run, and none that an earlier one left",
  async () => {
    const page = await browser!.newPage();
    await page.setContent(FAMILIES.map((family) => `<p style='font-family: ${family}'>Two words`).join(""));
    await page.locator("p").first().boundingBox();
    const opened = processes()
      .filter(({ command }) => command.includes(found!.path))
      .flatMap(({ pid }) => filesOf(pid));
    await page.close();

    expect(opened.filter((file) => file.startsWith(found!.folder!)).length).toBeGreaterThan(1);
    const outside = opened.filter((file) => !file.startsWith(tmpdir()));
    const foreign = outside.filter((file) => FONT.test(file) || isUnpacked(file));
    expect([...new Set(foreign)]).toEqual([]);
  },
);

/** Where packages like it unpack, by fixed names. @source @sparticuz/chromium: build/helper.js, fonts.conf. */
const isUnpacked = (file: string) => ["/tmp/", "/var/task/", "/opt/"].some((place) => file.startsWith(place));

/** What a process has mapped. @source proc(5). */
function filesOf(pid: number): string[] {
  const maps = readFileSync(join("/proc", String(pid), "maps"), "utf8");
  return maps.split("\n").flatMap((line) => /\s(\/\S+)/.exec(line)?.[1] ?? []);
}

function familiesIn(css: string): string[] {
  const lists = [...css.matchAll(/(?:font-family|--f-[a-z]+):\s*([^;}]+)/g)].flatMap(([, list = ""]) =>
    list.split(","),
  );
  return lists.map((name) => name.trim()).filter((name) => !name.startsWith("var("));
}
