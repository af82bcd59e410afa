import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { continueUpdate } from "../../../app/updates/continue-update.ts";
import { failGeneration } from "../../../app/updates/fail-generation.ts";
import { lookAgain } from "../../../app/updates/look-again.ts";
import { receiptStore } from "../../../app/updates/receive-result.ts";
import { tryAgain } from "../../../app/updates/try-again.ts";
import { findGeneration } from "../../../db/app/generations.ts";
import type { Update } from "../../../db/app/tables.ts";
import type { ParametersInput } from "../../../webhooks/contract/parameters.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { tokenDigest } from "../../../webhooks/token.ts";
import { completed, startTestApp, TEXT, TIMEFRAME, type TestApp } from "../../support/app.ts";
import { evidenceOf } from "../../support/offered-models.ts";

let app: TestApp;

beforeAll(async () => void (app = await startTestApp()));
afterEach(() => Object.assign(app.pipelines, { findings: [], fails: null }));
afterAll(() => app.stop());

const SHA = "0a1b2c3d".padEnd(40, "0");
const RANGES = [
  {
    repo: "acme/harbor",
    base_branch: "main",
    from: { tag: "v1.4.0", sha: SHA, at: "2026-11-09T00:00:00Z" },
    to: null,
    commits: 37,
  },
];
const SINCE = { brief: { window: { preset: "release" as const, tag: "v1.4.0" }, time_zone: "UTC" } };

async function written(): Promise<Update> {
  const update = await app.composed(SINCE);
  const { token, run_id } = await app.triggered(update);
  const store = receiptStore(app.deps);
  const receipt = (await store.find(tokenDigest(token)))!;
  const event = completed(update.id, run_id, TEXT, { ranges: RANGES });
  expect(await store.settle(receipt, event, "b")).toBe(true);
  return app.now(update);
}

const asked = () => app.pipelines.triggered.at(-1)!.request.parameters;

test("a brief by releases asks for those, in its time zone, and is called after them", async () => {
  const update = await app.composed(SINCE);
  await app.triggered(update);
  expect(update.title).toBe("Weekly digest · harbor · since v1.4.0");
  expect(asked()).toMatchObject({ range: { since_release: "v1.4.0", time_zone: "UTC" } });
  expect(asked()).not.toHaveProperty("date_range");
  expect((await findGeneration(app.db, update.id, 1))?.timeframe).toBeNull();

  const newest = await app.composed({ brief: { window: { preset: "release", tag: "" } } });
  await app.triggered(newest);
  expect(newest.title).toContain("since the newest release");
  expect(asked()).toMatchObject({ range: { since_release: "latest" } });

  const between = await app.composed({ brief: { window: { preset: "tags", from_tag: "v1", to_tag: "v2" } } });
  await app.triggered(between);
  expect(between.title).toContain("v1 to v2");
  expect(asked()).toMatchObject({ range: { from_tag: "v1", to_tag: "v2" } });
});

test("what the range was is kept with the text, and asked for again where its tags stood", async () => {
  const update = await written();
  const first = await findGeneration(app.db, update.id, 1);
  expect(first).toMatchObject({ ranges: RANGES, timeframe: TIMEFRAME });

  await app.put(update.id, "changes_requested");
  const again = await tryAgain(app.deps, app.mira, update.id);
  await app.triggered(again);

  const seen = [{ repo: "acme/harbor", tag: "v1.4.0", sha: SHA }];
  expect(asked()).toMatchObject({ range: { since_release: "v1.4.0", seen } });
});

test("a changed brief goes by what somebody saw of it, and not by what was seen before", async () => {
  const update = await written();
  await app.put(update.id, "changes_requested");
  const tags = [{ repo: "acme/harbor", tag: "v1.5.0", sha: SHA }];
  const brief = { ...update.brief, window: { preset: "release" as const, tag: "v1.5.0" } };
  await app.triggered(await tryAgain(app.deps, app.mira, update.id, { brief, tags }));

  expect(asked()).toMatchObject({ range: { since_release: "v1.5.0", seen: tags } });
});

test("a run that failed before its range was known goes on with the same one", async () => {
  const update = await app.composed(SINCE);
  await app.triggered(update);
  const problem = new Problem("timed_out", "The run took too long and was stopped.", "Continue it.");
  await failGeneration(app.deps, { update_id: update.id, generation: 1 }, problem, "timed_out");

  await continueUpdate(app.deps, app.mira, update.id);
  const second = await findGeneration(app.db, update.id, 2);
  expect(second?.parameters.range).toEqual({ since_release: "v1.4.0", time_zone: "UTC" });
  expect(second?.parameters).not.toHaveProperty("date_range");
});

test("looking again asks for the same releases, and finds what came since", async () => {
  const update = await written();
  const questions: ParametersInput[] = [];
  app.pipelines.evidence = async (parameters) => {
    questions.push(parameters);
    return { status: "ready", preview: { ...evidenceOf(2), ranges: RANGES } };
  };
  await lookAgain(app.deps, app.mira, update.id);

  expect(questions).toEqual([
    expect.objectContaining({ range: { since_release: "v1.4.0", time_zone: "UTC" }, sources: update.brief.sources }),
  ]);
});
