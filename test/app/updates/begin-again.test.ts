import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { continuationText } from "../../../app/updates/continuation.ts";
import { continueUpdate } from "../../../app/updates/continue-update.ts";
import { failGeneration } from "../../../app/updates/fail-generation.ts";
import { receiptStore } from "../../../app/updates/receive-result.ts";
import { triggerRun } from "../../../app/updates/trigger-run.ts";
import { tryAgain } from "../../../app/updates/try-again.ts";
import { findGeneration } from "../../../db/app/generations.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { tokenDigest } from "../../../webhooks/token.ts";
import { BRIEF, completed, METRICS, startTestApp, TEXT, TIMEFRAME, type TestApp } from "../../support/app.ts";

let app: TestApp;

beforeAll(async () => void (app = await startTestApp()));
afterEach(() => Object.assign(app.pipelines, { findings: [], fails: null }));
afterAll(() => app.stop());

test("continuing asks the run that failed to go on, under a token of its own, and is written down", async () => {
  const update = await app.composed();
  const { run_id, token } = await app.triggered(update);
  const problem = new Problem("timed_out", "The run took too long and was stopped.", "Continue it.");
  await failGeneration(app.deps, { update_id: update.id, generation: 1 }, problem, "timed_out");

  const again = await continueUpdate(app.deps, app.tobi, update.id);

  expect(again).toMatchObject({ state: "generating", generation: 2, problem: null, brief: update.brief });
  const [first, second] = [await findGeneration(app.db, update.id, 1), await findGeneration(app.db, update.id, 2)];
  expect(second).toMatchObject({ continues: run_id, asked_by: app.tobi.id, timeframe: first?.timeframe });
  expect((await app.actions(update)).at(-1)).toBe("update.continued");

  // Nothing comes of it at first: it is still that run which goes on.
  await failGeneration(app.deps, { update_id: update.id, generation: 2 }, problem);
  await continueUpdate(app.deps, app.tobi, update.id);
  const before = app.pipelines.triggered.length;
  await triggerRun(app.deps, { update_id: update.id, generation: 3 }, false);
  const asked = app.pipelines.continued.at(-1)!;
  expect(asked).toMatchObject({ run_id, key: `${update.id}:3`, request: { callback_url: "http://pulse.test/hook" } });
  expect(asked.request.webhook_token).not.toBe(token);
  expect(app.pipelines.triggered).toHaveLength(before);

  const store = receiptStore(app.deps);
  const receipt = (await store.find(tokenDigest(asked.request.webhook_token)))!;
  await store.settle(receipt, completed(update.id, run_id, TEXT), "b");
  expect((await app.now(update)).state).toBe("in_review");
});

test.each([
  [
    { calls: { kept: 5, likely: 9 }, cost_usd: { kept: 0.03, left: 0.021 } },
    "5 of 9 calls are kept, about $0.02 left to pay.",
  ],
  [
    { calls: { kept: 1, likely: 4 }, cost_usd: { kept: 0, left: 0.002 } },
    "1 of 4 calls is kept, less than $0.01 left to pay.",
  ],
  [{ calls: { kept: 7, likely: 7 }, cost_usd: { kept: 0.03, left: 0 } }, "All 7 calls are kept, nothing left to pay."],
  [{ calls: { kept: 2, likely: 6 }, cost_usd: null }, "2 of 6 calls are kept."],
  [null, "What was paid for is kept."],
])("what continuing takes is said: %o", (answer, words) => {
  expect(continuationText({ answer })).toBe(words);
});

test("trying again begins a new generation with a clean slate, same or other brief", async () => {
  const update = await app.composed();
  const { token, run_id } = await app.triggered(update);
  const store = receiptStore(app.deps);
  const receipt = (await store.find(tokenDigest(token)))!;
  const nothing = { reason: "nothing_merged" as const, metrics: METRICS, timeframe: TIMEFRAME };
  await store.settle(
    receipt,
    { ...completed(update.id, run_id, TEXT), type: "run.nothing_to_report", results: nothing } as never,
    "b",
  );
  expect(await app.now(update)).toMatchObject({ state: "nothing_to_report", empty_reason: "nothing_merged" });

  const brief = { ...BRIEF, window: { preset: "14d" as const } };
  expect(await tryAgain(app.deps, app.tobi, update.id, { brief })).toMatchObject({
    state: "generating",
    generation: 2,
    empty_reason: null,
    problem: null,
    brief,
  });
  const second = await findGeneration(app.db, update.id, 2);
  expect(second?.token_sha256).not.toBe(tokenDigest(token));
  expect(await store.settle(receipt, completed(update.id, run_id, TEXT), "late")).toBe(false);
});
