import { beforeAll, describe, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import { type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { THREE_LOOKS } from "../support/looks.ts";
import { until } from "../support/until.ts";

const TEXT = `# harbor · 22–28 November 2026

Two things to know this week.

## Improved

- **The evening import takes 11 minutes.** It writes 5,000 rows at a time (#12, mira)
- The tracking page opens faster on slow phones (#13, tobi)

## Fixed

- The wrong day before midnight (#14)
- Labels for Jersey print the customs form again (#15, mira)
`;
const MINE = TEXT.replace("takes 11 minutes.", "takes 11 minutes instead of 38.")
  .replace("The wrong day before midnight", "The wrong day, shown before midnight")
  .replace("on slow phones", "on every phone");
const THEIRS = TEXT.replace("takes 11 minutes.", "is down to 11 minutes.")
  .replace("- The wrong day before midnight (#14)\n", "")
  .replace("Labels for Jersey", "Labels for Jersey and Guernsey");

const pulse = await inBrowser();
let app: TestApp;
let url: string;

beforeAll(() => void ({ app, url } = pulse));

describe.skipIf(!pulse.browser)("two texts of two tabs", () => {
  test.for(THREE_LOOKS)("are one, item by item, at $width px, $theme, script $script", async (look) => {
    const update = await app.written(TEXT);
    const { page, see, close } = await pulse.open(look);
    await page.goto(`${url}/updates/${update.id}/text`);
    await page.getByLabel("Message, in Markdown").fill(MINE);
    await save(app.deps, app.tobi, update.id, { markdown: THEIRS, base_revision: 1 });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("2 places differ: choose for each.").waitFor();
    await page.getByText("You rewrote it, Tobi Okafor took it out").waitFor();
    expect(await page.locator("input:checked").count()).toBe(0);
    await see("conflict");

    await page.getByRole("button", { name: "Save these" }).click();
    await page.getByText("Choose for each place first.").waitFor();
    const [import_, day] = [page.locator("#c0"), page.locator("#c1")];
    await import_.getByRole("radio", { name: /Tobi/ }).check();
    await day.getByRole("radio", { name: /Yours/ }).check();
    await page.getByRole("button", { name: "Save these" }).click();
    const expected = MINE.replace("takes 11 minutes instead of 38.", "is down to 11 minutes.").replace(
      "Labels for Jersey",
      "Labels for Jersey and Guernsey",
    );
    await until("the text of both", async () => (await app.revisions(update)).at(-1) === expected);
    await page.waitForURL("**/items");
    await close();
  });
});
