import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { sentencesOf } from "../../app/message/sentences.ts";
import { deliverNotices } from "../../app/slack/notices.ts";
import { comment } from "../../app/updates/comment.ts";
import { BRIEF, CHANNEL, TEXT } from "../support/app.ts";
import { axeFaults, openChromium } from "../support/chromium.ts";
import { startDesk, type Desk } from "../support/slack-desk.ts";

/** Set SCREENSHOTS to a folder to keep pictures. */
const pictures = process.env["SCREENSHOTS"];

const browser = await openChromium();
let desk: Desk;

beforeAll(async () => void (desk = await startDesk()));
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

describe.skipIf(!browser)("in demo Slack", () => {
  test("word of comments, and a card whose approval can be undone, are there for everybody", async () => {
    const { app } = desk;
    const input = { name: "Quick", time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
    const profile = await saveProfile(app.deps, app.mira, { ...input, before_posting: "undo" });
    const talked = await app.written(TEXT);
    for (const { key: sentence_key } of sentencesOf(TEXT, { sources: BRIEF.sources, ledger: [] }).slice(-2)) {
      await comment(app.deps, app.tobi, talked.id, { sentence_key, said: "<b>Since</b> when, and for :shipit: whom?" });
    }
    await app.db.updateTable("app.notices").set({ not_before: null }).execute();
    await deliverNotices(desk.deps);
    const update = await app.written(`${TEXT}\nOut :shipit:\n`, { profile_id: profile.id });
    await desk.give(update, ["mira"]);
    await desk.click("U0MIRA", update, "approve");
    await desk.shows("U0MIRA", update, '"Undo"');

    const page = await (browser as Browser).newPage({ viewport: { width: 1280, height: 860 } });
    await page.goto(`${desk.demo.url}/archives/D0MIRA`);
    await page.getByText("Tobi Okafor commented on 2 sentences").waitFor();
    await page.getByRole("button", { name: `Undo: update ${update.number}` }).waitFor();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 860 });
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        if (pictures) {
          mkdirSync(pictures, { recursive: true });
          await page.screenshot({ path: join(pictures, `slack-undo-${colorScheme}-${width}.png`) });
        }
        expect(await axeFaults(page), `${colorScheme}, ${width} px`).toEqual([]);
      }
    }
    await page.close();
  });
});
