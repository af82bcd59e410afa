import { beforeAll, describe, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import type { Update } from "../../db/app/tables.ts";
import { TEXT } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS } from "../support/looks.ts";

const pulse = await inBrowser();
let update: Update;

beforeAll(async () => {
  update = await pulse.app.written(TEXT);
  await save(pulse.app.deps, pulse.app.mira, update.id, {
    markdown: TEXT.replace("half the time", "a third of the time"),
    base_revision: 1,
  });
});

describe.skipIf(!pulse.browser)("where a sentence comes from", () => {
  test.each(FIVE_LOOKS)("is one way, step by step, $width px, $theme, script $script", async (look) => {
    const { page, complaints, see, close } = await pulse.open(look);
    await page.goto(`${pulse.url}/updates/${update.id}/lineage`);
    await page.getByRole("heading", { name: "Mira Lindqvist changed the words" }).waitFor();
    await see("lineage");
    await page.getByText("Digests").first().click();
    await page.getByText("base", { exact: true }).waitFor();
    await see("lineage-digests");
    await page.getByRole("link", { name: "Back from Slack" }).click();
    expect(await page.getByRole("listitem").filter({ hasText: "Pull request" }).last().isVisible()).toBe(true);

    await page.getByLabel("From a link").fill("hello");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByText("That is no link to a Slack message").waitFor();
    await see("lineage-no-link");
    await page.getByLabel("From a link").fill("acme/harbor#12");
    await page.getByRole("button", { name: "Find" }).click();
    await page.getByRole("heading", { name: "Where it comes from" }).waitFor();
    // A refusal is one of the console, too.
    expect(complaints.filter((one) => !one.includes("422"))).toEqual([]);
    await close();
  });
});
