import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { templatesClient } from "../../app/templates-client.ts";
import type { TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { type MadeWorld, startListedWorld } from "../support/made-world.ts";
import { API_KEY } from "../support/pipelines.ts";
import { templateHouse } from "../support/template-house.ts";
import { TEST_MS } from "../support/until.ts";

const pulse = await inBrowser();
let world: MadeWorld;
let app: TestApp;

beforeAll(async () => {
  world = await startListedWorld();
  ({ app } = pulse);
  const pipelines = templatesClient({ url: world.pipelines.url, apiKey: API_KEY });
  app.pipelines.templates = pipelines;
  await app.db.updateTable("app.people").set({ role: "operator" }).where("handle", "=", "mira").execute();
});
afterAll(async () => {
  await world?.end();
});

const at = (more = "") => `${pulse.url}/templates/what-shipped${more}`;
const house = () => templateHouse(world);
const stands = async (tag: string) => (await house().history()).tags.find((one) => one.tag === tag);
const newest = async () => (await house().history()).versions[0]!;

describe.skipIf(!pulse.browser)("a template, changed by people", { timeout: TEST_MS * 2 }, () => {
  test("with a mouse: a prompt is changed, published, tried as canary, put into production and rolled back", async () => {
    const { page, complaints, close } = await pulse.open({ width: 1280, theme: "light" });
    page.setDefaultTimeout(30_000);
    await page.goto(at());
    const first = (await stands("production"))!.version;
    await page.getByRole("link", { name: "New draft" }).click();
    await page.locator("summary", { hasText: /^\s*lead/ }).click();
    await page.getByLabel("Prompt lead").fill("Write one sentence: what a customer notices first.");
    await page.getByText("Not saved yet: what you typed is in this browser alone.").waitFor();
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Draft saved.").waitFor();
    await page.getByRole("link", { name: "What changed" }).click();
    await page.locator(".words", { hasText: "what a customer notices first" }).waitFor();
    await page.goto(at("/draft"));
    await page.getByLabel("What changed").fill("The opening is one sentence");
    await page.getByRole("button", { name: /Publish version/ }).click();
    await page.getByText("Published. No tag was moved").waitFor();
    const made = await newest();
    expect(made).toMatchObject({ note: "The opening is one sentence", made_by: "Mira Lindqvist", tags: [] });
    expect((await house().parts(made.version)).prompts["lead"]).toContain("what a customer notices first");

    await page.getByRole("link", { name: "Start a canary" }).click();
    const box = page.locator("dialog#move-box");
    await box.getByLabel("To").selectOption(String(made.version));
    await box.getByLabel(/Share/).fill("20");
    await box.getByLabel("Reason").fill("To see it on some runs");
    await box.getByRole("button", { name: "Set the tag" }).click();
    await page.getByText("Moved. It holds from the next run on.").waitFor();
    expect(await stands("canary")).toMatchObject({ version: made.version, share: 20 });

    await page.getByRole("link", { name: "Move… production" }).click();
    await box.getByLabel("To").selectOption(String(made.version));
    await box.getByLabel("Reason").fill("It reads better");
    await box.getByRole("button", { name: "Move it" }).click();
    await page.getByRole("link", { name: `Roll back to ${first} (production)` }).click();
    await box.getByLabel("Reason").fill("Customers missed the rest");
    await box.getByRole("button", { name: "Move it" }).click();
    await page.getByRole("link", { name: `Roll back to ${made.version} (production)` }).waitFor();
    expect(await stands("production")).toMatchObject({ version: first, reason: "Customers missed the rest" });
    await page.locator("#tag-moves summary").click();
    await page.getByText("“It reads better”").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("with the keyboard alone: the form that moves a tag opens, closes by Escape, and moves it", async () => {
    const { page, close } = await pulse.open({ width: 1280, theme: "dark" });
    page.setDefaultTimeout(30_000);
    const { version } = (await stands("production"))!;
    const other = await house().versionWith(`Not as version ${version}.`);
    await page.goto(at());
    const link = page.getByRole("link", { name: "Move… production" });
    await link.focus();
    await page.keyboard.press("Enter");
    await page.locator("#move-box textarea:focus").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#move-box:not([open])").waitFor({ state: "attached" });
    expect(await page.evaluate("document.activeElement.textContent")).toContain("production");
    await page.keyboard.press("Enter");
    await page.locator("#move-box textarea:focus").waitFor();
    await page.keyboard.type("By keyboard");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Moved. It holds from the next run on.").waitFor();
    expect(await stands("production")).toMatchObject({ version: other, reason: "By keyboard" });
    await close();
  });

  test("without a script: a skill is written, read by somebody, published, and moved by pages alone", async () => {
    const { page, close } = await pulse.open({ width: 390, theme: "light", script: false });
    page.setDefaultTimeout(30_000);
    await page.goto(at("/draft"));
    await page.getByLabel("Name", { exact: true }).last().fill("voice");
    await page.getByLabel("Text").fill("Short sentences. Present tense.");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Nobody has read the skill voice as Mira Lindqvist wrote it.").waitFor();
    await page.getByLabel("What changed").fill("A voice of our own");
    await page.getByRole("button", { name: /Publish version/ }).click();
    await page.getByRole("heading", { name: /Draft of version/ }).waitFor();
    expect(await page.getByLabel("What changed").inputValue()).toBe("A voice of our own");
    await page.getByRole("button", { name: /I have read it/ }).click();
    await page.getByText("by Mira Lindqvist, read by Mira Lindqvist").waitFor();
    await page.getByLabel("What changed").fill("A voice of our own");
    await page.getByRole("button", { name: /Publish version/ }).click();
    await page.getByText("A voice of our own").first().waitFor();
    const { version, skills } = await newest();
    expect(skills).toEqual({ voice: { by: "Mira Lindqvist", reviewed_by: "Mira Lindqvist" } });
    await page.getByRole("link", { name: "Move… production" }).click();
    await page.getByLabel("To").selectOption(String(version));
    await page.getByLabel("Reason").fill("It is ours");
    await page.getByRole("button", { name: "Move it" }).click();
    await page
      .getByRole("heading", { name: `Version ${version}` })
      .first()
      .waitFor();
    expect(await stands("production")).toMatchObject({ version, reason: "It is ours" });
    await close();
  });

  test("of two who save at once the second keeps every word, beside the first one’s", async () => {
    const { page, close } = await pulse.open({ width: 1280, theme: "light" });
    page.setDefaultTimeout(30_000);
    await page.goto(at("/draft"));
    await page.locator("summary", { hasText: /^\s*voice/ }).click();
    await page.getByLabel("Prompt voice").fill("Say what changed. Mine.");
    const { version } = await newest();
    const { prompts } = await house().parts(version);
    await house().save(version, { prompts: { ...prompts, voice: "Say what changed. Theirs." } }, "Lena");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Lena changed the draft meanwhile.").waitFor();
    await page.getByText("Prompt voice: both of you changed it.").waitFor();
    expect(await page.getByRole("textbox", { name: "Prompt voice" }).inputValue()).toBe("Say what changed. Mine.");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("Draft saved.").waitFor();
    expect((await house().draft()).draft?.parts.prompts["voice"]).toBe("Say what changed. Mine.");
    await close();
  });
});
