import type { Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { savePolicy } from "../../app/policies/save-policy.ts";
import { listPolicies } from "../../db/app/policies.ts";
import type { Profile } from "../../db/app/tables.ts";
import { ruleText } from "../../webhooks/contract/policy-text.ts";
import type { TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { HOUSE_POLICY, profileWithWeeks, withRealPreviews } from "../support/policy-house.ts";
import { until } from "../support/until.ts";

const pulse = await inBrowser();
let app: TestApp;
let profile: Profile;
let path: string;
let made = 0;

beforeAll(async () => {
  ({ app } = pulse);
  withRealPreviews(app);
});
beforeEach(async () => {
  profile = await profileWithWeeks(app, `Acts ${(made += 1)}`, 4);
  path = `${pulse.url}/profiles/${profile.slug}/policy`;
});

const open = async () => {
  const opened = await pulse.open(WIDE);
  opened.page.setDefaultTimeout(15_000);
  return opened;
};
const WIDE = { width: 1280, theme: "light" } as const;
/** As fast as people are: the page hears what is typed once the form is there. */
const TYPING = { delay: 40 };
const house = () => savePolicy(app.deps, app.tobi, { profile_id: profile.id, base: 0, policy: HOUSE_POLICY });
const rulesNow = async () => ((await listPolicies(app.db, profile.id))[0]?.policy.rules ?? []).map(ruleText);
const sentence = (page: Page, number: number) => page.locator(".rule .sentence").nth(number - 1);
const focused = (page: Page, id: string) => page.locator(`#${id}:focus`).waitFor();
const live = (page: Page) => page.locator("#live").textContent();

describe.skipIf(!pulse.browser)("what is told, changed", () => {
  test("a policy is made with the keyboard alone", async () => {
    const { page, complaints, close } = await open();
    await page.goto(path);
    await page.getByRole("link", { name: "Add a rule" }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".rule-form select:focus").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("security", TYPING);
    await sentence(page, 1).getByText("security").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("1 change not saved").waitFor();
    expect(await page.locator(".rule-form").count()).toBe(0);

    await page.getByRole("link", { name: "Add a rule" }).focus();
    await page.keyboard.press("Enter");
    await page.locator(".rule-form select:focus").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("dependencies", TYPING);
    await sentence(page, 2).getByText("dependencies").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowLeft");
    await sentence(page, 2).getByText("leave it out").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("2 changes not saved").waitFor();

    await page.getByRole("button", { name: "Rule 2: move with the arrow keys" }).focus();
    await page.keyboard.press("ArrowUp");
    await until("the move", async () => (await live(page)) === "Rule 2 is rule 1 of 2 now.");
    await page.getByRole("button", { name: "Rule 1: move with the arrow keys" }).waitFor();
    await focused(page, "grip-n2");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Policy saved.").waitFor();
    expect(await rulesNow()).toEqual([
      "When a label is dependencies, leave it out.",
      "When a label is security, tell it.",
    ]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a rule's form rewrites its sentence and moves the preview while one types, and keeps what is typed over a reload", async () => {
    await house();
    const { page, complaints, close } = await open();
    await page.goto(path);
    await page.getByRole("link", { name: "Change rule 3" }).click();
    const words = page.getByLabel("The paths are all under, with commas between");
    await words.press("End");
    await words.pressSequentially(", services/");
    await sentence(page, 3).getByText("services/").waitFor();
    await page.locator(".mv-to", { hasText: "rule 3" }).first().waitFor();
    expect(await words.inputValue()).toBe("docs/, services/");
    expect(await page.locator("#save-bar").textContent()).toContain("not kept yet");

    await page.reload();
    await page.getByText("What you typed is back.").waitFor();
    await until("the words", async () => (await words.inputValue()) === "docs/, services/");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Policy saved.").waitFor();
    expect((await rulesNow())[2]).toBe("When the paths are all under docs/ or services/, group it.");
    expect(complaints).toEqual([]);
    await close();
  });

  test("a rule is dragged by its handle, and goes with buttons", async () => {
    await house();
    const { page, complaints, close } = await open();
    await page.goto(path);
    const grip = await page.locator("#grip-1").boundingBox();
    const over = await page.locator("#rule-3").boundingBox();
    if (!grip || !over) throw new Error("Nothing to drag.");
    await page.mouse.move(grip.x + 8, grip.y + 8);
    await page.mouse.down();
    await page.mouse.move(over.x + 40, over.y + over.height - 6, { steps: 4 });
    await page.mouse.up();
    await page.getByText("1 change not saved").waitFor();
    await until("the move", async () => (await live(page)) === "Rule 1 is rule 3 of 7 now.");
    await page.getByRole("button", { name: "Move rule 3 up" }).click();
    await until("the move", async () => (await live(page)) === "Rule 3 is rule 2 of 7 now.");
    await page.getByRole("button", { name: "Use area/labels" }).click();
    await page.getByText("2 changes not saved").waitFor();
    await page.getByRole("button", { name: "Except that label here" }).click();
    await page.getByText("3 changes not saved").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("sections are named, ordered and filled, and choices for the rest are kept as they are made", async () => {
    await house();
    const { page, complaints, close } = await open();
    await page.goto(path);
    await page.getByLabel("Name of a new section").fill("Carriers");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("1 change not saved").waitFor();
    await page.getByLabel("Name of section 3").fill("Messages");
    await page.getByLabel("Name of section 3").press("Enter");
    await sentence(page, 5).getByText("Messages").waitFor();
    await page.locator("#grip-sec-3").focus();
    await page.keyboard.press("ArrowUp");
    await until("the move", async () => (await page.getByLabel("Name of section 2").inputValue()) === "Messages");
    await page.getByLabel("Dependency updates").selectOption("cite");
    await page.getByText("Dependency updates that no rule fits are told.").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("what is wrong stands at its field, which has the keyboard", async () => {
    await house();
    const { page, complaints, close } = await open();
    await page.goto(`${path}?rule=3`);
    const words = page.getByLabel("The paths are all under, with commas between");
    await words.fill("../secret");
    await page.getByRole("button", { name: "Keep" }).last().click();
    await page.getByText("The path “../secret”").first().waitFor();
    await focused(page, "rule-form-3-0-words");
    await page.keyboard.press("Escape");
    await until("no form", async () => (await page.locator(".rule-form").count()) === 0);
    await focused(page, "edit-3");
    expect(complaints.filter((one) => !one.includes("422"))).toEqual([]);
    await close();
  });

  test("what takes over a second says so, and comes by itself", async () => {
    await house();
    const asked = app.pipelines.previewPolicy;
    let go = () => {};
    const held = new Promise<void>((done) => (go = done));
    app.pipelines.previewPolicy = async (input) => {
      await held;
      return asked(input);
    };
    const { page, close } = await open();
    await page.goto(path);
    await page.getByText("Counting what moves…").waitFor();
    go();
    await page.getByText("Last four windows").waitFor();
    app.pipelines.previewPolicy = asked;
    await close();
  });
});
