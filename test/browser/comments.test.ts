import { beforeAll, describe, expect, test } from "vitest";
import { sentencesOf } from "../../app/message/sentences.ts";
import { comment } from "../../app/updates/comment.ts";
import { save } from "../../app/updates/save.ts";
import type { Update } from "../../db/app/tables.ts";
import { BRIEF, FAULT, type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS, type Look } from "../support/looks.ts";
import { until } from "../support/until.ts";

const TEXT = `# harbor · 2–8 November 2026

Two breaking changes and a security fix this week: if you call the carrier API, read those first. Parcels of several pieces now show as one.

## Breaking

- **Carrier events**: v1 is gone. \`/v1/events\` answers 410; send to \`/v2/events\` instead (#12, mira)
- \`delivered_at\` is now UTC. It used to be the depot’s local time (#13, tobi)

## Fixed

- Labels for Jersey print the customs form again (#14, tobi)
`;

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

const open = (look: Look) => pulse.open(look);

function says({ id }: Update, words: string, said: string): Promise<string> {
  const all = sentencesOf(TEXT, { sources: BRIEF.sources, ledger: [] });
  const sentence_key = all.find((one) => one.words.includes(words))!.key;
  return comment(app.deps, app.tobi, id, { sentence_key, said });
}

describe.skipIf(!pulse.browser)("comments stand at their sentence", () => {
  test.each(FIVE_LOOKS)("written, answered and taken back, $width px, $theme, script $script", async (look) => {
    const line = TEXT.split("\n").findIndex((words) => words.includes("delivered_at")) + 1;
    app.pipelines.findings = [{ ...FAULT, severity: "flag", line, message: "The item of #13 says UTC." }];
    const update = await app.written(TEXT);
    await app.db.deleteFrom("app.findings").execute();
    await says(update, "delivered_at", "Do we tell them since when? Their reports of October have both.");
    await says(update, "Jersey", "And Guernsey?");
    const left = TEXT.replace(/- Labels.*\n/, "- Returns are counted once (#15)\n");
    await save(app.deps, app.tobi, update.id, { markdown: left, base_revision: 1 });

    const { page, complaints, see, close } = await open(look);
    await page.goto(`${url}/updates/${update.id}`);
    await page.getByText("On a sentence that is gone:").waitFor();
    await page.getByRole("link", { name: "2 comments" }).waitFor();
    await see("comments");

    await page.getByRole("link", { name: "Comment on: Carrier events" }).click();
    await page.getByLabel("Your comment on: Carrier events").fill("<b>Which</b> carriers still use v1?");
    await see("comments-writing");
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await page.getByText("<b>Which</b> carriers still use v1?", { exact: true }).waitFor();
    await page.getByRole("link", { name: "3 comments" }).waitFor();
    await page.getByRole("button", { name: "Approve & post" }).click();
    await page.getByText("3 comments are open").waitFor();
    await see("comments-question");
    await page.getByRole("link", { name: "read what people say" }).click();

    await page.getByRole("button", { name: "Take back what you said: <b>Which</b>" }).click();
    await page.getByRole("button", { name: "Done with: And Guernsey?" }).click();
    await page.getByRole("link", { name: "1 comment" }).waitFor();
    expect(await page.getByText("And Guernsey?").count()).toBe(1);
    expect(complaints.filter((words) => !words.includes("422"))).toEqual([]);
    await close();
  });

  test("somebody else’s comment is there within seconds, and nothing moves under whoever writes one", async () => {
    app.pipelines.findings = [];
    const update = await app.written(TEXT);
    const { page, close } = await open({ width: 1280, theme: "light" });
    await page.goto(`${url}/updates/${update.id}`);
    await says(update, "Jersey", "And Guernsey?");
    await page.getByText("And Guernsey?", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Comment on: Carrier events" }).click();
    await page.getByLabel("Your comment on: Carrier events").fill("Which ones?");
    expect(await page.locator("#work[hx-get]").count()).toBe(0);
    await page.keyboard.press("Control+Enter");
    await until(
      "comment",
      async () => (await app.actions(update)).filter((one) => one === "comment.made").length === 2,
    );
    await close();
  });
});
