import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { cancel } from "../../../app/updates/cancel.ts";
import { receiptStore } from "../../../app/updates/receive-result.ts";
import { RUN_MARGIN_MS } from "../../../app/updates/run-margin.ts";
import { triggerRun } from "../../../app/updates/trigger-run.ts";
import { sweepGenerations } from "../../../app/updates/sweep-generations.ts";
import { watchRun } from "../../../app/updates/watch-run.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { tokenDigest } from "../../../webhooks/token.ts";
import { completed, startTestApp, TEXT, type TestApp } from "../../support/app.ts";

let app: TestApp;

beforeAll(async () => void (app = await startTestApp()));
afterEach(() => Object.assign(app.pipelines, { findings: [], fails: null }));
afterAll(() => app.stop());

test("of a stop and a result at once exactly one counts", async () => {
  for (let round = 0; round < 8; round += 1) {
    const update = await app.composed();
    const { token, run_id } = await app.triggered(update);
    const store = receiptStore(app.deps);
    const receipt = await store.find(tokenDigest(token));
    if (!receipt) throw new Error("no receipt");

    const [stopped, taken] = await Promise.allSettled([
      cancel(app.deps, app.mira, update.id),
      store.settle(receipt, completed(update.id, run_id, TEXT), "body"),
    ]);

    const { state, revision } = await app.now(update);
    const result = taken.status === "fulfilled" && taken.value;
    expect([stopped.status, result, state, revision]).toEqual(
      result ? ["rejected", true, "in_review", 1] : ["fulfilled", false, "cancelled", 0],
    );
  }
});

test("a stop tells the run, also one that is only just being started", async () => {
  const update = await app.composed();
  const { run_id } = await app.triggered(update);
  await cancel(app.deps, app.mira, update.id);
  expect(await app.waiting("cancel-run")).toContainEqual({ run_id });

  const early = await app.composed();
  const trigger = app.pipelines.trigger;
  const pipelines = {
    ...app.pipelines,
    trigger: async (...of: Parameters<typeof trigger>) => {
      await cancel(app.deps, app.mira, early.id);
      return trigger(...of);
    },
  };
  await triggerRun({ ...app.deps, pipelines }, { update_id: early.id, generation: 1 }, false);
  expect(await app.waiting("cancel-run")).toContainEqual({ run_id: app.pipelines.triggered.at(-1)?.run_id });
});

/** More than a run may take here, and more than the app waits for it beyond that. */
const DEADLINE_MS = 60_000;
const OVER_MS = DEADLINE_MS + RUN_MARGIN_MS + 1_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const unreported = { report_back: { state: "none" } as never };

test("nothing stays being written past its deadline: the watch and the sweep both end it and stop the run", async () => {
  const [watched, swept] = [await app.composed(), await app.composed()];
  const runs = [await app.triggered(watched), await app.triggered(swept)];
  const ref = { update_id: watched.id, generation: 1 };
  for (const { run_id } of runs) {
    app.pipelines.answers.set(run_id, { state: "running", deadline_at: inMs(DEADLINE_MS), ...unreported });
  }
  await watchRun(app.deps, ref);
  expect((await app.now(watched)).state).toBe("generating");

  app.passTime(DEADLINE_MS + 1_000);
  await watchRun(app.deps, ref);
  expect((await app.now(watched)).state).toBe("generating");
  app.passTime(RUN_MARGIN_MS);
  await watchRun(app.deps, ref);
  await sweepGenerations(app.deps);
  app.passTime(-OVER_MS);

  for (const update of [watched, swept]) {
    expect(await app.now(update)).toMatchObject({ state: "timed_out", problem: { code: "timed_out" } });
  }
  expect(await app.waiting("cancel-run")).toEqual(expect.arrayContaining(runs.map(({ run_id }) => ({ run_id }))));
});

test("time in which nobody works ends nothing: a run that has time left, one that is told of, pipelines that are away for less than a day", async () => {
  const updates = [await app.composed(), await app.composed()];
  const [working, ended] = [await app.triggered(updates[0]!), await app.triggered(updates[1]!)];
  const states = () => Promise.all(updates.map(async (one) => (await app.now(one)).state));
  app.pipelines.answers.set(working.run_id, { state: "running", deadline_at: inMs(OVER_MS + 5_000), ...unreported });
  app.pipelines.answers.set(ended.run_id, { state: "completed", report_back: { state: "pending" } as never });

  app.passTime(OVER_MS);
  await sweepGenerations(app.deps);
  expect(await states()).toEqual(["generating", "generating"]);

  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
  app.passTime(23 * 3600 * 1_000);
  await sweepGenerations(app.deps);
  expect(await states()).toEqual(["generating", "generating"]);

  app.passTime(3600 * 1_000);
  await sweepGenerations(app.deps);
  expect(await states()).toEqual(["timed_out", "timed_out"]);
  app.pipelines.fails = null;
  app.passTime(-OVER_MS - 24 * 3600 * 1_000);
});

test("a run whose report could not be delivered, or that nobody knows, fails its update; one that cannot be asked does not", async () => {
  const update = await app.composed();
  const ref = { update_id: update.id, generation: 1 };
  const { run_id } = await app.triggered(update);

  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
  await watchRun(app.deps, ref);
  expect((await app.now(update)).state).toBe("generating");

  app.pipelines.fails = null;
  app.pipelines.answers.set(run_id, { report_back: { state: "dead", last_error: null, last_status: 413 } as never });
  await watchRun(app.deps, ref);
  expect((await app.now(update)).problem?.message).toBe("The finished text could not be delivered (status 413).");

  const other = await app.composed();
  await app.triggered(other);
  app.pipelines.fails = new Problem("not_found", "There is no such run.", "-");
  await watchRun(app.deps, { update_id: other.id, generation: 1 });
  expect((await app.now(other)).problem?.message).toBe("The pipelines do not know this run any more.");
});
