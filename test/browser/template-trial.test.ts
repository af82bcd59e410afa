import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { templatesClient } from "../../app/templates-client.ts";
import { trialsClient } from "../../app/trials-client.ts";
import { pipelinesClient } from "../../app/pipelines-client.ts";
import { type AgentHouse, agentHouse, type AgentRun } from "../support/agent-run.ts";
import type { TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { FIVE_LOOKS } from "../support/looks.ts";
import { pulls } from "../support/made-repository.ts";
import { goodShare, goodWriter, inForm, type Question, type Reply } from "../support/model-server.ts";
import { API_KEY } from "../support/pipelines.ts";
import { TEST_MS } from "../support/until.ts";

const MARK = "Begin with the person.";
const pulse = await inBrowser();
let house: AgentHouse;
let app: TestApp;
let recorded: AgentRun;
let held: { open: () => void } | null = null;

/** Whoever is told to begin with the person does, and waits where a test says so. */
async function writer(question: Question): Promise<Reply> {
  if (question.job === "lead" || question.phase === "reading") return goodWriter(question);
  const share = goodShare(question);
  if (!question.messages.some(({ content }) => content?.includes(MARK))) return inForm(question, share);
  if (held) await new Promise<void>((open) => void (held = { open }));
  share.items[0]!.text = `For people: ${share.items[0]!.text}`;
  return inForm(question, share);
}

beforeAll(async () => {
  house = await agentHouse({ "acme/shop": pulls(6) });
  ({ app } = pulse);
  recorded = await house.run("acme/shop", writer);
  const address = { url: house.pipelines.url, apiKey: API_KEY };
  const { run, cancel } = pipelinesClient(address);
  Object.assign(app.pipelines, { templates: templatesClient(address), trials: trialsClient(address), run, cancel });
  const update = await app.written();
  const { id: run_id, template, timeframe } = recorded.run;
  await app.db
    .updateTable("app.generations")
    .set({ run_id, template: JSON.stringify(template), timeframe: JSON.stringify(timeframe) })
    .where("update_id", "=", update.id)
    .execute();
  await app.db.updateTable("app.people").set({ role: "operator" }).where("handle", "=", "mira").execute();
});
afterAll(async () => {
  await house?.close();
});

const at = (more = "") => `${pulse.url}/templates/what-shipped${more}`;
const trials = () => house.pipelines.get<{ runs: { id: string; state: string }[] }>(`/runs/${recorded.run.id}/trials`);

describe.skipIf(!pulse.browser)("a draft, tried on a recorded update", { timeout: TEST_MS * 2 }, () => {
  test("says its price, is begun, and shows item by item what it writes otherwise; GitHub is not asked", async () => {
    const { page, complaints, close } = await pulse.open({ width: 1280, theme: "light" });
    page.setDefaultTimeout(30_000);
    await page.goto(at("/draft"));
    await page.locator("summary", { hasText: /^\s*voice/ }).click();
    const voice = page.getByRole("textbox", { name: "Prompt voice" });
    await voice.fill(`${await voice.inputValue()}\n${MARK}`);
    await page.getByRole("button", { name: "Try it on a recorded update" }).click();
    await page.getByRole("heading", { name: "Try the draft" }).waitFor();
    await page.getByText(/calls to a model/).waitFor();
    const asked = (await house.github.asked()).length;
    await page.getByRole("button", { name: "Start the trial" }).click();
    await page.getByRole("heading", { name: "Item by item" }).waitFor();
    await page.locator("ins", { hasText: "For people:" }).waitFor();
    await page.getByText("Completed").first().waitFor();
    expect((await house.github.asked()).length).toBe(asked);
    expect((await trials()).body.runs).toHaveLength(1);
    expect(complaints).toEqual([]);
    await close();
  });

  test.for(FIVE_LOOKS)("is chosen, stopped and read at $width px, $theme, script: $script", async (look) => {
    const { page, see, close } = await pulse.open(look);
    page.setDefaultTimeout(30_000);
    await page.goto(at("/trial"));
    await page.getByRole("button", { name: "Start the trial" }).waitFor();
    await see("trial-choice");
    held = { open: () => undefined };
    await page.getByRole("button", { name: "Start the trial" }).click();
    const stop = page.getByRole("button", { name: "Stop" });
    await stop.waitFor();
    await see("trial-running");
    await stop.click();
    await page.getByText("Stopped", { exact: true }).first().waitFor();
    await see("trial-stopped");
    held.open();
    held = null;
    const { body } = await trials();
    await page.goto(at(`/trials/${body.runs.find(({ state }) => state === "completed")!.id}`));
    await page.getByRole("heading", { name: "Item by item" }).waitFor();
    await see("trial");
    await close();
  });

  test("is nobody else’s to see: a run that is no trial of this team’s is no page", async () => {
    const { page, close } = await pulse.open({ width: 1280, theme: "light" });
    const answer = await page.goto(at(`/trials/${recorded.run.id}`));
    expect(answer?.status()).toBe(404);
    await close();
  });
});
