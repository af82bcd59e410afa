import { beforeAll, describe, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS, type Look } from "../support/looks.ts";
import { until } from "../support/until.ts";

const TEXT = `# harbor · 2–8 November 2026

Two breaking changes and a security fix this week: if you call the carrier API, read those first. Parcels of several pieces now show as one.

## Breaking

- **Carrier events**: v1 is gone. \`/v1/events\` answers 410; send to \`/v2/events\` instead (#12, mira)
- \`delivered_at\` is now UTC. It used to be the depot’s local time (#13, tobi)

## Security

- **Tracking links** can no longer be guessed. Old links work until 31 January 2027 (#14, mira)

## Fixed

- Returns were opened twice (#12)
- Labels for Jersey print the customs form again (#13, tobi)
`;
const LATER = TEXT.replace("Returns were opened twice", "A second scan no longer starts a second return");

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
const LOOSE: Finding = {
  ...FLAG,
  key: "loose",
  line: null,
  message: "#15 is security, and the text does not tell it.",
};

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

const open = (look: Look) => pulse.open(look);

async function drafted(...findings: Finding[]) {
  app.pipelines.findings = findings;
  const update = await app.written(TEXT);
  await app.db.deleteFrom("app.findings").execute();
  return update;
}

describe.skipIf(!pulse.browser)("an update opens as what Slack will show", () => {
  test.each(FIVE_LOOKS)(
    "with what changed and what is open at its sentence, $width px, $theme, script $script",
    async (look) => {
      const update = await drafted(FLAG, LOOSE);
      const not_followed = [{ by: "model", text: "thank the people who were on call: no item says who they are" }];
      await app.db
        .updateTable("app.generations")
        .set({ not_followed: JSON.stringify(not_followed) })
        .where("update_id", "=", update.id)
        .execute();
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}`);
      await save(app.deps, app.tobi, update.id, { markdown: LATER, base_revision: 1 });
      await page.reload();
      await page.getByText("1 changed").first().waitFor();
      expect(await page.getByText("Changed by Tobi Okafor").count()).toBe(1);
      await see("reading");
      await page.goto(`${url}/updates/${update.id}/diff`);
      await page.getByRole("heading", { name: "What changed" }).waitFor();
      await see("what-changed");
      await page.goBack();

      const bar = page.getByRole("region", { name: "Decision" });
      const button = bar.getByRole("button", { name: "Approve & post" });
      expect((await button.boundingBox())!.y).toBeLessThan(look.width === 390 ? 844 : 860);
      await button.click();
      await page.getByText("2 flags are open.").waitFor();
      await see("reading-question");
      await page.getByLabel("I have read these 2 flags").check();
      await page.getByRole("button", { name: "Post to #eng-updates" }).click();
      await until("approval", async () => (await app.now(update)).state === "approved");
      expect(complaints.filter((words) => !words.includes("422"))).toEqual([]);
      await close();
    },
  );

  test("somebody else’s words are there within seconds, without a reload", async () => {
    const update = await drafted();
    const { page, close } = await open({ width: 1280, theme: "light" });
    await page.goto(`${url}/updates/${update.id}`);
    await save(app.deps, app.tobi, update.id, { markdown: LATER, base_revision: 1 });
    await page.getByText("Changed by Tobi Okafor").waitFor();
    await close();
  });

  test.each(FIVE_LOOKS)("it goes out at a time that is chosen, $width px, $theme, script $script", async (look) => {
    const update = await drafted();
    const { page, complaints, see, close } = await open(look);
    await page.goto(`${url}/updates/${update.id}`);
    await page.getByRole("button", { name: "Approve & post" }).click();
    await page.getByLabel("At another time").check();
    await page.getByRole("button", { name: "Post to #eng-updates" }).click();
    await page.getByText("Choose a day.").waitFor();
    await page.getByLabel("Day").fill("2026-01-02");
    await page.getByLabel("Time", { exact: true }).fill("17:00");
    await page.getByRole("button", { name: "Post to #eng-updates" }).click();
    await page.getByText("That time is over.").waitFor();
    expect(await page.getByLabel("Day").inputValue()).toBe("2026-01-02");
    await see("reading-later");
    const day = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
    await page.getByLabel("Day").fill(day);
    await page.getByLabel("Time", { exact: true }).fill("17:00");
    await page.getByRole("button", { name: "Post to #eng-updates" }).click();
    await page.getByRole("heading", { name: "Waiting for its time" }).waitFor();
    expect((await app.now(update)).state).toBe("approved");
    expect(complaints.filter((words) => !words.includes("422"))).toEqual([]);
    await close();
  });

  test("nothing open: one question that names channel, members and messages", async () => {
    const update = await drafted();
    const { page, close } = await open({ width: 1280, theme: "light" });
    await page.goto(`${url}/updates/${update.id}`);
    await page.getByRole("button", { name: "Approve & post" }).click();
    await page.getByText("Nothing is open about it.").waitFor();
    await page.getByText("214 members").waitFor();
    await page.getByRole("button", { name: "Post to #eng-updates" }).click();
    await until("approval", async () => (await app.now(update)).state === "approved");
    await close();
  });
});
