import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { degradedText, degradedTitle, factsText } from "../../app/web/runs/writing-facts.ts";
import { anotherWording } from "../../app/updates/another-wording.ts";
import { receiptStore } from "../../app/updates/receive-result.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Event, Metrics } from "../../webhooks/contract/events.ts";
import { tokenDigest } from "../../webhooks/token.ts";
import { completed, METRICS, startTestApp, TEXT, TIMEFRAME, type TestApp } from "../support/app.ts";
import { browseAsMira } from "../support/browse.ts";
import { runAnswer } from "../support/recorded-run.ts";

let app: TestApp;
let asBegun: Partial<TestApp["pipelines"]>;
const WRITTEN = { ...METRICS, model_calls: 5, input_tokens: 5_020, output_tokens: 1_100, duration_ms: 12_400 };

const NO_TOKENS = { input_tokens: 0, output_tokens: 0 };

beforeAll(async () => {
  app = await startTestApp();
  asBegun = { ...app.pipelines };
});
beforeEach(() => {
  Object.assign(app.pipelines, asBegun);
});
afterAll(() => app?.stop());

/** The page of a draft that was written with these figures. */
async function draft({ llm_model, metrics }: { llm_model: string; metrics: Metrics }): Promise<string> {
  const update = await app.written(undefined, { brief: { llm_model } });
  await app.db
    .updateTable("app.generations")
    .set({ metrics: JSON.stringify(metrics) })
    .where("update_id", "=", update.id)
    .execute();
  for (const { run_id } of app.pipelines.triggered) app.pipelines.answers.set(run_id, runAnswer({ id: run_id }));
  return (await (await browseAsMira(app.deps))(`/updates/${update.id}`)).text();
}

test("what other wordings of its items cost stands with what the text cost", async () => {
  const update = await app.written();
  const item = { text: "Search takes half the time", prs: ["acme/harbor#12"] };
  const page = async () => (await (await browseAsMira(app.deps))(`/updates/${update.id}`)).text();
  expect(await page()).not.toContain("other wording");

  await anotherWording(app.deps, app.mira, update.id, item);
  expect(await page()).toContain("1 other wording · 900 tokens · $0.004");
  app.pipelines.worded = { ...app.pipelines.worded, cost_usd: null };
  await anotherWording(app.deps, app.mira, update.id, item);
  expect(await page()).toContain("2 other wordings · 1,800 tokens · $0.004 · 1 of unknown cost");
});

test("what a branch is called now stands beside the draft, and beside a week without one", async () => {
  const notes = ["In acme/harbor, master is called main now: what was merged under either name is read."];
  const store = receiptStore(app.deps);
  const pageOf = async (more: object) => {
    const update = await app.composed();
    const { token, run_id } = await app.triggered(update);
    const event = { ...completed(update.id, run_id, TEXT, { notes }), ...more } as Event;
    const receipt = (await store.find(tokenDigest(token)))!;
    expect(await store.settle(receipt, event, sha256(run_id))).toBe(true);
    return (await (await browseAsMira(app.deps))(`/updates/${update.id}`)).text();
  };
  const quiet = { metrics: METRICS, timeframe: TIMEFRAME, reason: "nothing_merged", notes };

  expect(await pageOf({})).toContain(notes[0]);
  expect(await pageOf({ type: "run.nothing_to_report", results: quiet })).toContain(notes[0]);
});

test("what the rules wrote is marked on the draft with its line and why, until somebody edits that line", async () => {
  const prs = ["acme/harbor#12"];
  const because = "The model’s sentence says 87%, which is nowhere in its pull request.";
  const update = await app.composed();
  const { token, run_id } = await app.triggered(update);
  const store = receiptStore(app.deps);
  const event = completed(update.id, run_id, TEXT, { replaced: [{ what: "sentence", prs, because }] });
  await store.settle((await store.find(tokenDigest(token)))!, event, sha256(run_id));
  const ask = await browseAsMira(app.deps);
  const line = TEXT.split("\n").findIndex((one) => one.includes("#12")) + 1;

  const page = await (await ask(`/updates/${update.id}`)).text();
  expect(page).toContain("The rules wrote this line.");
  expect(page).toContain(because);
  const editor = await (await ask(`/updates/${update.id}/text`)).text();
  expect(editor).toMatch(new RegExp(`<section id="by-rules"[^]*data-line="${line}"`));
  expect(await (await ask(`/updates/${update.id}/why?line=${line}`)).text()).toContain(because);

  const markdown = TEXT.replace("(#12", "for all (#12");
  await saveWorkingCopy(app.deps, app.mira, update.id, { markdown, base_revision: 1 });
  expect(await (await ask(`/updates/${update.id}`)).text()).not.toContain(because);
});

describe("the facts of a draft", () => {
  test("name the model behind the default, its calls, its tokens and what they cost", async () => {
    const page = await draft({ llm_model: "default", metrics: WRITTEN });
    expect(page).toContain("12.4 s · demo-writer · 5 calls · 6,120 tokens · free");
    expect(page).toContain(" · demo-writer");
  });

  test("name the model that the brief names, and ask nobody for it", async () => {
    const asked: string[] = [];
    app.pipelines.run = (id) => {
      asked.push(id);
      return Promise.reject(new Error("Not needed."));
    };
    const page = await draft({ llm_model: "gpt-5-mini", metrics: { ...WRITTEN, cost_usd: 0.0213 } });
    expect(page).toContain("12.4 s · gpt-5-mini · 5 calls · 6,120 tokens · $0.021");
    expect(asked).toEqual([]);
  });

  test("do without the name while the pipelines hang, and the page does not wait for it", async () => {
    app.pipelines.run = () => new Promise(() => {});
    // It comes at all: nobody ever answers.
    const page = await draft({ llm_model: "default", metrics: WRITTEN });
    expect(page).toContain("12.4 s · 5 calls · 6,120 tokens · free");
    expect(page).toContain(" · Default model");
  });

  test.each<[string, Partial<Metrics>, string]>([
    ["rules", { model_calls: 0, cost_usd: 0 }, "12.4 s · free"],
    ["a price that is not known", { cost_usd: null }, "12.4 s · m · 5 calls · 6,120 tokens · cost not known"],
    ["a call that no model got", { model_calls: 1, ...NO_TOKENS, cost_usd: 0 }, "12.4 s · no model was asked · free"],
    ["one call", { model_calls: 1, cost_usd: 1.5 }, "12.4 s · m · 1 call · 6,120 tokens · $1.50"],
  ])("are told for %s", (_what, change, expected) => {
    expect(factsText({ ...WRITTEN, ...change }, "m")).toBe(expected);
  });
});

describe("a draft that is not as asked", () => {
  const reason = "The rules wrote this text. The answer was empty.";

  test("says why in one sentence, and what was tried before", () => {
    const tried = ["The answer was cut at 6000 tokens.", "The answer was empty."];
    expect(degradedText({ reason, tried })).toBe(`${reason} Tried before: The answer was cut at 6000 tokens.`);
  });

  test.each([
    [reason, "Written by the rules instead of the model"],
    ["The rules wrote the opening. The model did not answer.", "Partly written by the rules"],
    ["The rules wrote 1 of 3 parts (API). The answer was empty.", "Partly written by the rules"],
  ])("is called what it is: %s", (why, title) => {
    expect(degradedTitle({ reason: why })).toBe(title);
  });

  test("says no more than why when nothing else was tried", () => {
    expect(degradedText({ reason, tried: ["The answer was empty."] })).toBe(reason);
  });

  test("keeps a long list and long words short", () => {
    const tried = ["x".repeat(500), "two", "three", "four", "five"];
    const text = degradedText({ reason, tried });
    expect(text).toContain(`${"x".repeat(139)}… · two · three · and 2 more.`);
  });
});
