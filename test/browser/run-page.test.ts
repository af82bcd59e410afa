import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { RunAnswer } from "../../webhooks/contract/runs.ts";
import { METRICS, type TestApp } from "../support/app.ts";
import { inBrowser } from "../support/in-browser.ts";
import { TWO_LOOKS } from "../support/looks.ts";
import { calls } from "../support/recorded-calls.ts";
import { readReport, runAnswer, steps } from "../support/recorded-run.ts";

const TEXT =
  "# Faster search\n\nTwo people shipped two pull requests.\n\n## Faster\n\n- **Search**: Search answers in half the time (#12, mira)\n\n## Fixed\n\n- **Sign-in**: The login page remembers you (#13, copilot)\n";

const pulse = await inBrowser();
let app: TestApp;
let url: string;
let update: Update;

beforeAll(async () => {
  ({ app, url } = pulse);
  update = await app.written(TEXT);
  await app.db
    .updateTable("app.generations")
    .set({
      artifact_uri: "http://pipelines.test/api/v1/artifacts/a",
      metrics: JSON.stringify({ ...METRICS, model_calls: 7 }),
    })
    .set({ wrap_ups: JSON.stringify(["Search: 12 tool calls were used up"]) })
    .where("update_id", "=", update.id)
    .execute();
});

beforeEach(async () => {
  app.pipelines.report = readReport();
  app.pipelines.recording = { steps: steps(), calls: calls() };
  app.pipelines.fails = null;
  answerWith(runAnswer());
});

function answerWith(run: RunAnswer): void {
  for (const { run_id } of app.pipelines.triggered) app.pipelines.answers.set(run_id, { ...run, id: run_id });
}

describe.skipIf(!pulse.browser)("in a real browser", () => {
  test.each(TWO_LOOKS)("a run shows every call, and each opens, at $width px, $theme", async (look) => {
    const { page, complaints, see, close } = await open(look);
    await page.goto(`${url}/updates/${update.id}/run`);
    await page.getByRole("heading", { name: "How this was written" }).waitFor();
    await see("run");

    const call = page.locator("#call-111");
    await call.locator("summary").first().click();
    await call.getByText("What the model was told").waitFor();
    await call.scrollIntoViewIfNeeded();
    await see("run-call");
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(TWO_LOOKS)(
    "a run is followed while it works, and an open call stays open, at $width px, $theme",
    async (look) => {
      followed();
      app.pipelines.recording = { steps: steps(4), calls: calls().slice(0, 5) };
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}/run`);
      await page.locator(".call.now").first().waitFor();
      await page.locator("#call-105 summary").first().click();
      await page.getByText("What the model was told").waitFor();

      app.pipelines.recording = { steps: steps(5), calls: calls().slice(0, 9) };
      await page.locator("#call-109").waitFor();
      expect(await page.getByText("What the model was told").isVisible()).toBe(true);
      await see("run-live");

      app.pipelines.recording = { steps: steps(), calls: calls() };
      answerWith(runAnswer());
      await page.getByText("Completed", { exact: true }).waitFor();
      expect(await page.locator("#run").getAttribute("hx-trigger")).toBeNull();
      expect(await page.getByText("What the model was told").isVisible()).toBe(true);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each(TWO_LOOKS)(
    "each line that the rules wrote is marked with why, and its mark leads to it, at $width px, $theme",
    async (look) => {
      const because = "The model’s sentence says 87%, which is nowhere in its pull request.";
      const replaced = ["12", "13", "13", "12", "13", "12"].map((number) => {
        return { what: "sentence", prs: [`acme/harbor#${number}`], because };
      });
      const mark = (marks: object[]) =>
        app.db
          .updateTable("app.generations")
          .set({ replaced: JSON.stringify(marks) })
          .execute();
      await mark(replaced);
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}/text`);
      const section = page.getByRole("region", { name: "Written by the rules" });
      await section.getByText("The rules wrote both lines instead of the model").waitFor();
      await section.getByText("1 more").click();
      await see("replaced-draft");
      await section.getByRole("button", { name: "Line 7" }).first().click();
      await page.locator("#markdown:focus").waitFor();
      await mark([]);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each(TWO_LOOKS)("a run that came down to the rules says why, at $width px, $theme", async (look) => {
    const tried = ["The model’s answer was cut off.", "The model answered with nothing."];
    await put({ degraded: JSON.stringify({ reason: "The model’s answer could not be read as a text.", tried }) });
    answerWith(runAnswer({ attempt: 1 }));
    const { page, complaints, see, close } = await open(look);
    await page.goto(`${url}/updates/${update.id}`);
    await page.getByRole("link", { name: "See what was tried" }).waitFor();
    await see("degraded-draft");
    await page.getByRole("link", { name: "See what was tried" }).click();
    await page.getByText("The model’s answer was cut off.").waitFor();
    await see("degraded-run");
    await put({ degraded: null });
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(TWO_LOOKS)(
    "a run of the rules has its GitHub calls and nothing that waits, at $width px, $theme",
    async (look) => {
      const tools = calls()
        .filter(({ kind }) => kind !== "model")
        .slice(0, 4);
      const models = ["tools", "lead", "repair"];
      const { parameters } = runAnswer();
      answerWith(runAnswer({ attempt: 1, parameters: { ...parameters, llm_model: "rules" } }));
      app.pipelines.recording = { steps: steps().filter(({ name }) => !models.includes(name)), calls: tools };
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}/run`);
      await page.getByText("the rules write").waitFor();
      expect(await page.locator(".step.todo").count()).toBe(0);
      await see("run-rules");
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each(TWO_LOOKS)("a run whose recording is gone is explained, at $width px, $theme", async (look) => {
    app.pipelines.fails = new Problem("not_found", "There is no such run.", "List them.");
    const { page, complaints, see, close } = await open(look);
    await page.goto(`${url}/updates/${update.id}/run`);
    await page.getByRole("heading", { name: "The recording is gone" }).waitFor();
    await see("run-gone");
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(TWO_LOOKS)("a sentence leads to its pull requests, by keyboard, at $width px, $theme", async (look) => {
    const { page, complaints, see, close } = await open(look);
    await page.goto(`${url}/updates/${update.id}`);
    await see("why-closed");
    const link = page.getByRole("link", { name: /Why is this here: Search: Search answers/ });
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByText("feat(search): answer from the index").waitFor();
    expect(await page.evaluate("document.activeElement.id")).toBe("why-title");
    await see("why");
    await page.getByRole("link", { name: "Next sentence" }).click();
    await page.getByText("fix: remember who signed in").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.locator("#why").isVisible()).toBe(false);
    expect(await page.evaluate("document.activeElement.ariaLabel")).toMatch(/^Why is this here: Search:/);
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(TWO_LOOKS)(
    "a posted update still leads to how it was written and to what stands behind it, at $width px, $theme",
    async (look) => {
      await app.put(update.id, "posted");
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}`);
      await page.getByRole("link", { name: "How this was written" }).waitFor();
      await page.getByRole("link", { name: /Why is this here: Sign-in/ }).click();
      await page.getByText("fix: remember who signed in").waitFor();
      await page.keyboard.press("Escape");
      await see("posted-run");
      await app.put(update.id, "in_review");
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test.each(TWO_LOOKS)(
    "without a script, a call and a sentence have pages of their own, at $width px, $theme",
    async (look) => {
      const { page, see, close } = await open({ ...look, script: false });
      await page.goto(`${url}/updates/${update.id}/run`);
      await see("run");
      await page.locator("#call-111 summary").click();
      await page.locator("#call-111").getByRole("link").click();
      await page.getByRole("heading", { name: "Writing Search", level: 1 }).waitFor();
      await see("call-page");
      await page.goto(`${url}/updates/${update.id}`);
      await page.getByRole("link", { name: /Why is this here: Search: Search answers/ }).click();
      await page.getByRole("heading", { name: "Why is this here?", level: 1 }).waitFor();
      await see("why-page");
      await close();
    },
  );

  test.each(TWO_LOOKS)(
    "the page of a call and that of a sentence are accessible at $width px, $theme",
    async (look) => {
      const { page, complaints, see, close } = await open(look);
      await page.goto(`${url}/updates/${update.id}/run/calls/108?generation=1`);
      await page.getByText("Only the first 100,000").waitFor();
      await see("call-page");
      await page.goto(`${url}/updates/${update.id}/why?line=11`);
      await page.getByRole("heading", { name: "Why is this here?", level: 1 }).waitFor();
      await see("why-page");
      expect(complaints).toEqual([]);
      await close();
    },
  );
});

/** A run at work: it began 14 seconds ago, and two writers wait for their answers. */
function followed(): void {
  const working = { state: "running" as const, finished_at: null, metrics: null };
  const { progress } = runAnswer();
  const calls = ["writing Search", "reading for Sign-in"];
  const started_at = new Date(Date.now() - 14_000).toISOString();
  answerWith(runAnswer({ ...working, started_at, progress: { ...progress, step: "write", calls } }));
}

async function put(change: { degraded: string | null }): Promise<void> {
  await app.db.updateTable("app.updates").set(change).where("id", "=", update.id).execute();
}

const { open } = pulse;
