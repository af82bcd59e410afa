import { serve, type ServerType } from "@hono/node-server";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { webApp } from "../../app/web/server.ts";
import { editItem } from "../../app/updates/edit-item.ts";
import { readOutline } from "../../app/message/items/outline.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { CHANNEL, noSlack, startTestApp, type TestApp } from "../support/app.ts";
import { openChromium } from "../support/chromium.ts";
import { type Look, openLook } from "../support/looks.ts";
import { linkOf } from "../support/sign-in.ts";
import { until } from "../support/until.ts";

const TEXT = `# harbor · 22–28 November 2026

Two breaking changes and a security fix this week: if you call the carrier API, read those first.

## Breaking

- **Carrier events: v1 is gone.** \`/v1/events\` answers 410. Send to \`/v2/events\` instead (#12, mira)
- **\`delivered_at\` is now UTC.** It used to be the depot’s local time (#13, tobi)

## Security

- **Tracking links can no longer be guessed.** Old links work until 31 January 2027 (#14, nkemp)

## Fixed

- Returns were opened twice (#15)
- Labels for Jersey print the customs form again (#16, tobi)

## Also merged

- 3 dependency updates (#21, #22, #23)
`;
const FLAG: Finding = {
  key: "flag",
  check: "H8",
  severity: "flag",
  message: "The item of #14 says 2027, which is nowhere in its pull request.",
  fix: "Leave the year out, or say where it is from.",
  line: 12,
  prs: ["acme/harbor#14"],
  looked_at: "the title and description of #14",
};

const browser = await openChromium();
let app: TestApp;
let server: ServerType;
let url: string;

beforeAll(async () => {
  const listed = { ...CHANNEL, is_private: false, is_member: true, num_members: 214 };
  app = await startTestApp({ slack: { ...noSlack, channels: async () => [listed] } });
  url = await new Promise((up) => {
    server = serve({ fetch: webApp(app.deps).fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      up(`http://127.0.0.1:${port}`),
    );
  });
});

afterAll(async () => {
  await browser?.close();
  await new Promise((closed) => server?.close(closed));
  await app?.stop();
});

const WIDE: Look = { width: 1280, theme: "light" };
const LOOKS: Look[] = [
  WIDE,
  { width: 1280, theme: "dark" },
  { width: 390, theme: "light" },
  { width: 390, theme: "dark" },
  { width: 390, theme: "light", script: false },
];
const open = (look: Look) => openLook(browser, look, linkOf(app, url));

const TITLES: Record<number, string> = {
  17: "Parcel photos in the driver’s app",
  18: "Revert “Parcel photos in the driver’s app”",
  19: "Carrier adapters in one folder",
};
const places = { cited: [12, 13, 14, 15, 16], grouped: [21, 22, 23], omitted: [17, 18, 19] } as const;
const ledger = Object.entries(places).flatMap(([disposition, numbers]) =>
  numbers.map((number) => ({
    pr: `acme/harbor#${number}`,
    title: TITLES[number] ?? "Update the PostgreSQL client to 8.20",
    url: `https://github.test/acme/harbor/pull/${number}`,
    author: "mira",
    merged_at: "2026-11-24T10:00:00.000Z",
    disposition,
    reason: disposition === "omitted" ? "not_user_facing" : null,
    ...(disposition === "grouped" && { group: "3 dependency updates" }),
  })),
);

async function drafted(...findings: Finding[]): Promise<Update> {
  app.pipelines.findings = findings;
  const update = await app.written(TEXT);
  await app.db
    .updateTable("app.updates")
    .set({ ledger: JSON.stringify(ledger) })
    .where("id", "=", update.id)
    .execute();
  return update;
}
const textNow = async ({ id }: Update) => (await app.now({ id })).working_copy ?? TEXT;
const becomes = (update: Update, words: string) => until(words, async () => (await textNow(update)).includes(words));
const item = (page: Page, words: string) => page.locator(".item", { hasText: words }).first();
const field = (page: Page) => page.locator(".it-e[open] textarea");
/** Takes a sentence in hand, to write in it. */
async function take(page: Page, words: string): Promise<void> {
  await item(page, words).locator("summary").click();
  await page.locator(".it-e[open] textarea:focus").waitFor();
}

describe.skipIf(!browser)("a draft, item by item", { timeout: 60_000 }, () => {
  test.for(LOOKS)("looks well at $width px, $theme, script: $script", async (look) => {
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

  test.each(LOOKS.filter(({ script }) => script !== false))(
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
      await field.pressSequentially("e");
      await emoji.waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await becomes(update, "- Returns were opened twice by mira-l Lena Brandt :rocket: (#15)");
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each(LOOKS)(
    "an emoji that Slack does not know is said at its item, $width px, $theme, script $script",
    async (look) => {
      const update = await drafted();
      const { page, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}/items`);
      await item(page, "Returns").locator("summary").click();
      await item(page, "Returns").locator("textarea").fill("Returns were opened twice :rokcet:");
      await item(page, "Returns").getByRole("button", { name: "Save" }).click();
      await becomes(update, "- Returns were opened twice :rokcet: (#15)");
      await page.getByText("Did you mean :rocket:?").waitFor();
      await see("emoji-unknown");
      await close();
    },
  );

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
