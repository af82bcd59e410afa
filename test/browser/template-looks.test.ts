import { beforeAll, describe, expect, test } from "vitest";
import type { Role } from "../../db/app/tables.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import type { TemplateDraft } from "../../webhooks/contract/templates.ts";
import { BRIEF, CHANNEL, type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS } from "../support/looks.ts";
import { TEST_MS } from "../support/until.ts";

const pulse = await inBrowser();
let app: TestApp;

const AT = "2026-11-20T16:31:00.000Z";
const ran = (runs: number, degraded: number, cost_usd: number | null, failed = 0) => ({
  runs,
  failed,
  degraded,
  cost_usd,
  seconds: 30,
});

beforeAll(async () => {
  ({ app } = pulse);
  const { history } = app.pipelines.template;
  const [, first] = history.versions;
  if (!first) throw new Error("The fake has two versions.");
  const one = { ...first, tags: [] as string[], commit: "a41c9e0b77d2", dirty: false };
  history.versions = [
    { ...one, version: 6, note: "As released; code marks stay byte for byte.", base: 1, results: ran(0, 0, null) },
    { ...one, version: 5, note: "The opening says what customers notice first.", made_by: "Mira", base: 4 },
    { ...one, version: 4, note: "Breaking changes come before highlights.", made_by: "Lena", base: 3, dirty: true },
    {
      ...one,
      version: 3,
      note: "A shorter voice for customers.",
      made_by: "pdias",
      base: 2,
      results: ran(18, 0, 0.061),
    },
    { ...one, version: 2, note: "A shorter opening", made_by: "Lena", base: 1, results: null },
    { ...one, version: 1, unfit: "needs what-shipped/1, which this release cannot run", results: ran(9, 2, 0.055, 1) },
  ];
  Object.assign(history.versions[1] ?? {}, { results: ran(5, 0, 0.081), tags: ["canary"] });
  Object.assign(history.versions[2] ?? {}, { results: ran(41, 1, 0.078), tags: ["production"] });
  Object.assign(history.versions[3] ?? {}, { tags: ["customers"] });
  const stands = (tag: string, version: number, reason: string, moved_by: string, share: number | null = null) => ({
    tag,
    version,
    share,
    reason,
    moved_by,
    moved_at: AT,
  });
  history.tags = [
    stands("customers", 3, "Customers liked the short voice", "pdias"),
    stands("canary", 5, "See whether fewer openings are rewritten", "Mira", 10),
    stands("production", 4, "Breaking first, held for a week on canary", "Lena"),
  ];
  history.moves = [
    {
      tag: "canary",
      from: null,
      to: 5,
      share: 10,
      reason: "See whether fewer openings are rewritten",
      by: "Mira",
      at: AT,
    },
    { tag: "production", from: 3, to: 4, share: null, reason: "Breaking first, held for a week", by: "Lena", at: AT },
    {
      tag: "customers",
      from: null,
      to: 3,
      share: null,
      reason: "Customers liked the short voice",
      by: "pdias",
      at: AT,
    },
  ];
  const profile = { time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  await saveProfile(app.deps, app.mira, { ...profile, name: "Engineering" });
  await saveProfile(app.deps, app.mira, { ...profile, name: "Customers", template: "what-shipped:customers" });
});

const becomes = (role: Role) => app.db.updateTable("app.people").set({ role }).where("handle", "=", "mira").execute();
const at = (more = "") => `${pulse.url}/templates/what-shipped${more}`;

async function draftWith(change: Partial<TemplateDraft>): Promise<void> {
  const parts = await app.pipelines.templates.parts("what-shipped", 4);
  app.pipelines.template.number = 7;
  app.pipelines.template.draft = {
    base: 4,
    parts,
    faults: [],
    skills: {},
    changed_by: "Lena",
    changed_at: AT,
    ...change,
  };
}
async function draftWithSkills(): Promise<void> {
  const parts = await app.pipelines.templates.parts("what-shipped", 4);
  const skills = { voice: "Short sentences. Present tense, active voice.", numbers: "Say how many, never how much." };
  const fix = "Read it, and mark it as reviewed.";
  const message = "Nobody has read the skill voice as Lena wrote it.";
  await draftWith({
    parts: { ...parts, skills, prompts: { ...parts.prompts, lead: "At most two sentences." } },
    faults: [{ path: "skills.voice", code: "not_reviewed", message, fix }],
    skills: { voice: { by: "Lena", reviewed_by: null }, numbers: { by: "Lena", reviewed_by: "Tobi" } },
  });
}

describe.skipIf(!pulse.browser)("templates", { timeout: TEST_MS * 2 }, () => {
  test.for(FIVE_LOOKS)("are read and changed at $width px, $theme, script: $script", async (look) => {
    const { page, see, complaints, close } = await pulse.open(look);
    await becomes("operator");
    await page.goto(`${pulse.url}/templates`);
    await page.getByRole("heading", { name: "A template of your own" }).waitFor();
    await see("templates");
    await page.goto(at());
    await page.getByText("too few to judge").waitFor();
    await see("template");
    await page.goto(at("?older=1&newer=2#changed"));
    await page.getByText("words added").first().waitFor();
    await see("template-changed");
    await page.goto(at("/versions/4"));
    await see("template-version");
    await page.goto(at("/move?tag=production&to=5"));
    await page.getByRole("button", { name: "Move it" }).waitFor();
    await see("template-move");
    await page.goto(at("/move?tag=canary"));
    await see("template-canary");
    await page.goto(at("/removal?tag=customers"));
    await see("template-removal");
    await page.goto(at());
    await page.getByRole("link", { name: "Move… production" }).click();
    await page.getByRole("heading", { name: "Move production" }).waitFor();
    await see("template-move-over");
    await page.goto(`${pulse.url}/profiles/customers`);
    await page.getByLabel("Written by").waitFor();
    await see("profile-written-by");
    await page.goto(`${pulse.url}/compose?profile=customers`);
    await page.getByText("as Customers says").waitFor();
    await see("compose-written-by");
    await page.goto(at("/move"));
    await see("template-new-tag");
    expect(complaints).toEqual([]);
    await close();
  });

  test.for(FIVE_LOOKS)("have drafts at $width px, $theme, script: $script", async (look) => {
    const { page, see, complaints, close } = await pulse.open(look);
    await becomes("operator");
    await draftWithSkills();
    await page.goto(at("/draft"));
    await page.getByText("Nobody has read the skill voice").waitFor();
    await see("template-draft");
    const lead = page.getByRole("textbox", { name: "Prompt lead" });
    await lead.fill("At most two sentences, and none of praise.");
    const { draft } = app.pipelines.template;
    const theirs = { ...draft!.parts.prompts, lead: "One sentence.", voice: "Plain words." };
    Object.assign(app.pipelines.template, {
      number: 8,
      draft: { ...draft!, parts: { ...draft!.parts, prompts: theirs } },
    });
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("both of you changed it").waitFor();
    await see("template-draft-both");
    await page.getByRole("textbox", { name: "Name of the skill voice" }).fill("../voice");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("One field needs a look.").waitFor();
    await see("template-draft-refused");
    await becomes("viewer");
    await page.goto(at("/draft"));
    await page.getByText("Operators change templates").waitFor();
    await see("template-draft-read-only");
    await page.goto(at());
    expect(await page.getByRole("link", { name: /Move/ }).count()).toBe(0);
    await see("template-read-only");
    // Answers that refuse are told to the console by the browser itself.
    expect(complaints.filter((line) => !/status of 4(?:09|22)/.test(line))).toEqual([]);
    await becomes("author");
    await close();
  });
});
