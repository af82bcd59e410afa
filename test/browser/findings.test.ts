import { beforeAll, describe, expect, test } from "vitest";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { Update } from "../../db/app/tables.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { BRIEF, CHANNEL, TEXT, type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { THREE_LOOKS } from "../support/looks.ts";
import { until } from "../support/until.ts";

const FAULT: Finding = {
  key: "fault",
  check: "H1",
  severity: "fault",
  message: "“half” is in no pull request that this cites.",
  fix: "#12 says a third: write that.",
  line: 3,
  prs: ["acme/harbor#12"],
  looked_at: "the title, the description and 4 paths of #12",
};
const FLAG: Finding = { ...FAULT, key: "flag", severity: "flag", line: 4, message: "#13 names no login page." };

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(async () => {
  ({ app, url } = pulse);
  await saveProfile(app.deps, app.mira, { name: "Partners", time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
});

async function drafted(): Promise<Update> {
  app.pipelines.findings = [FAULT, FLAG];
  const update = await app.written(TEXT);
  await app.db.deleteFrom("app.findings").execute();
  return update;
}

const { open } = pulse;

describe.skipIf(!pulse.browser)("what is open about a text", () => {
  test.each(THREE_LOOKS)(
    "stands at its line, and is read and answered before the text goes out, at $width px, $theme, script $script",
    async (look) => {
      const update = await drafted();
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}/text`);
      const marks = page.locator("#preview .sl-find");
      expect(await marks.count()).toBe(2);
      expect(await marks.first().getAttribute("aria-label")).toBe(`Fault: ${FAULT.message}`);
      await see("findings-draft");

      await page.getByRole("button", { name: "Approve & post" }).click();
      await page.getByRole("heading", { name: "Post to #eng-updates?" }).waitFor();
      await page.getByText("1 fault and 1 flag are open.").waitFor();
      await see("findings-question");
      await page.getByLabel("Why it goes out all the same").fill("It was measured yesterday.");
      await page.getByLabel("I have read this flag").check();
      await page.getByRole("button", { name: "Post to #eng-updates" }).click();
      await until("approval", async () => (await app.now(update)).state === "approved");
      // A question that takes a reason is an answer with status 422.
      expect(complaints.filter((words) => !words.includes("422"))).toEqual([]);
      await close();
    },
  );

  test("is marked anew after an edit, at the line where it is now", async () => {
    const update = await drafted();
    const { page, close } = await open({ width: 1280, theme: "light" });
    await page.goto(`${url}/updates/${update.id}/text`);
    app.pipelines.findings = [{ ...FLAG, line: 6 }];
    const area = page.getByLabel("Message, in Markdown");
    await area.fill(`${TEXT}\n- One more (#12)\n`);
    await page.locator("#findings").getByText("Line 6").first().waitFor();
    const item = page.locator("#preview li", { hasText: "One more" });
    await item.locator(".sl-find").waitFor();
    expect(await page.locator("#preview .sl-find").count()).toBe(1);
    await close();
  });

  test.each(THREE_LOOKS)("the profile form says what may go wider, at $width px, $theme", async (look) => {
    const { page, see, close } = await open(look);
    await page.goto(`${url}/profiles/partners`);
    const tick = page.getByRole("group", { name: /^May go to #eng-updates although/ }).getByLabel("acme/harbor");
    await tick.setChecked(true);
    await tick.scrollIntoViewIfNeeded();
    await see("profile-wider");
    await page.getByRole("button", { name: "Save profile" }).click();
    await page.waitForURL("**/profiles");
    await page.goto(`${url}/profiles/partners`);
    expect(await tick.isChecked()).toBe(true);
    await close();
  });
});
