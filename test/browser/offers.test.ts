import type { Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import type { Update } from "../../db/app/tables.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { axeFaults } from "../support/chromium.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS, type Look } from "../support/looks.ts";
import { pageFaults } from "../support/page-faults.ts";
import { until } from "../support/until.ts";

const SENTENCE = "- A failed event is tried again after 30 seconds (#12, mira)";
const TEXT = `# harbor · 22–28 November 2026

## New

${SENTENCE}
- A board for each depot (#13, lena)

## Also merged

- 2 internal changes (#14, #15)
`;
const NUMBER: Finding = {
  key: "number",
  check: "H8",
  severity: "flag",
  message: "The item of #12 says 30, which is nowhere in its pull request.",
  fix: "Take 30 out, or use the numbers that stand there.",
  line: 5,
  prs: ["acme/harbor#12"],
  looked_at: "the title and description of #12",
  offer: { from: "30", to: "38", says: "#12 says “38 seconds”." },
};
const MUST: Finding = {
  key: "must",
  check: "H5",
  severity: "fault",
  message: "#14 is a breaking change, and the text does not tell of it.",
  fix: "Add an item that cites #14.",
  line: null,
  prs: ["acme/harbor#14"],
  offer: {
    from: "",
    to: "- Lists answer 50 rows a page (#14, nkemp)",
    section: "Breaking changes",
    says: "It is what the rules write of its title.",
  },
};

const pulse = await inBrowser();

beforeAll(async () => {
  // As the checks would: of a text that says it right nothing is found.
  pulse.app.pipelines.checks = async (_id, markdown) => ({
    checked_digest: sha256(markdown),
    findings: [
      ...(markdown.includes("after 30 seconds") ? [NUMBER] : []),
      ...(markdown.includes("50 rows") ? [] : [MUST]),
    ],
  });
});

let update: Update;
beforeEach(async () => {
  update = await pulse.app.written(TEXT);
  await pulse.app.db.deleteFrom("app.findings").execute();
});

const says = async (words: string) => {
  const all = await pulse.app.revisions(update);
  return (all.at(-1) ?? "").includes(words);
};

/** Where there is no room beside the text, what was found is folded under its sentence. */
async function unfold(page: Page, { width, script = true }: Look, words: string): Promise<void> {
  if (width === 1280 || !script) return;
  await page.locator("details.mnote:not([open])", { hasText: words }).locator("summary").click();
}

describe.skipIf(!pulse.browser)("what a check offers is taken over with one click", () => {
  test.each(FIVE_LOOKS)("beside its sentence, $width px, $theme, script $script", async (look) => {
    const { page, complaints, see, close } = await pulse.open(look);
    await page.goto(`${pulse.url}/updates/${update.id}`);
    await page.getByText("1 flag").waitFor();
    await see("offers");
    await unfold(page, look, NUMBER.message);
    await page.getByText("#12 says “38 seconds”.").waitFor();

    await page.getByRole("button", { name: "Write 38" }).click();
    await page.getByText("Taken over from the evidence. It makes nobody an author.").waitFor();
    await page.locator(".sl-text li", { hasText: "tried again after 38 seconds" }).waitFor();
    await see("offers-taken");
    expect(new URL(page.url()).hash).toMatch(/^#s-[0-9a-f]{16}$/);
    expect(await page.getByRole("button", { name: "Write 38" }).count()).toBe(0);

    await page.getByText(MUST.message).waitFor();
    await page.getByRole("button", { name: "Add this line" }).click();
    await page.getByText("Checks passed").waitFor();
    expect(await says("## Breaking changes\n\n- Lists answer 50 rows a page (#14, nkemp)\n\n## New")).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(FIVE_LOOKS)("while it is edited by item, $width px, $theme, script $script", async (look) => {
    const { page, complaints, see, close } = await pulse.open(look);
    await page.goto(`${pulse.url}/updates/${update.id}/items`);
    await page.getByText("#12 says “38 seconds”.").waitFor();
    await see("offers-items");

    await page.getByRole("button", { name: "Write 38" }).click();
    await page.getByText("tried again after 38 seconds").first().waitFor();
    await page.locator("#undo:not([disabled])").click();
    await page.getByText("tried again after 30 seconds").first().waitFor();
    expect(await says("after 30 seconds")).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("at 200 % the sentence that says it now is in sight, and no bar lies over what can be pressed", async () => {
    const { page, close } = await pulse.open({ width: 1280, theme: "light" });
    await page.setViewportSize({ width: 640, height: 450 });
    await page.goto(`${pulse.url}/updates/${update.id}`);
    await unfold(page, { width: 390, theme: "light" }, NUMBER.message);
    await page.getByRole("button", { name: "Write 38" }).click();
    const sentence = page.locator(".sl-text li", { hasText: "tried again after 38 seconds" });
    await sentence.waitFor();
    await page.getByText("Taken over from the evidence.").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await pageFaults(page)).toEqual([]);
    await close();
  });

  test("in Markdown, after what was typed", async () => {
    const { page, close } = await pulse.open({ width: 1280, theme: "light" });
    await page.goto(`${pulse.url}/updates/${update.id}/text`);
    await page.getByLabel("Message, in Markdown").fill(TEXT.replace("A board", "A whole board"));
    await page.getByRole("button", { name: "Write 38" }).click();
    await page.getByText("Taken over from the evidence.").waitFor();

    expect(await page.getByLabel("Message, in Markdown").inputValue()).toBe(
      TEXT.replace("A board", "A whole board").replace("30", "38"),
    );
    await close();
  });

  test("a sentence that somebody changed meanwhile is left alone, and both are shown", async () => {
    const { page, close } = await pulse.open({ width: 1280, theme: "light", script: false });
    await page.goto(`${pulse.url}/updates/${update.id}`);
    await save(pulse.app.deps, pulse.app.tobi, update.id, {
      markdown: TEXT.replace("A failed event", "An event"),
      base_revision: 1,
    });

    await page.getByRole("button", { name: "Write 38" }).click();

    const told = page.getByRole("alert");
    await told.getByText("The sentence was changed meanwhile, so nothing was taken over.").waitFor();
    expect(await told.innerText()).toContain("It said “A failed event is tried again after 30 seconds (#12, mira)”");
    expect(await told.innerText()).toContain("says “An event is tried again after 30 seconds (#12, mira)” now.");
    await page.getByRole("button", { name: "Write 38" }).click();
    await until("it says the right number", () => says("An event is tried again after 38 seconds"));
    await close();
  });
});
