import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { save } from "../../../app/updates/save.ts";
import { triggerRun } from "../../../app/updates/trigger-run.ts";
import { findGeneration } from "../../../db/app/generations.ts";
import type { Brief } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { BRIEF, startTestApp, type TestApp } from "../../support/app.ts";

let app: TestApp;

beforeAll(async () => void (app = await startTestApp()));
afterEach(() => Object.assign(app.pipelines, { findings: [], fails: null }));
afterAll(() => app.stop());

test("composing makes the row, the job and the audit event together", async () => {
  const update = await app.composed();

  expect(update).toMatchObject({ state: "generating", generation: 1, revision: 0, created_by: app.mira.id });
  expect(update.title).toMatch(/^Weekly digest · harbor · /);
  expect(await app.waiting("trigger")).toContainEqual({ update_id: update.id, generation: 1 });
  expect(await app.actions(update)).toEqual(["update.composed"]);
});

test("when the job cannot be sent nothing of the update is kept", async () => {
  const jobs = { ...app.deps.jobs, send: () => Promise.reject(new Error("queue gone")) };
  const before = await app.db.selectFrom("app.updates").select("id").execute();

  const { compose } = await import("../../../app/updates/compose.ts");
  const input = { brief: BRIEF, channel: { id: "C0ENG", name: "e" }, profile_id: null, previewed_digest: null };
  await expect(compose({ ...app.deps, jobs }, app.mira, input)).rejects.toThrow("queue gone");

  expect(await app.db.selectFrom("app.updates").select("id").execute()).toEqual(before);
});

test.each<[string, Partial<Brief>, string]>([
  ["no source", { sources: [] }, "sources"],
  ["a repository that cannot be one", { sources: [{ repo: "harbor", base_branch: "main" }] }, "sources.0.repo"],
  ["a novel as prompt", { custom_prompt: "x".repeat(601) }, "custom_prompt"],
  ["a pull request without its repository", { ignored_prs: ["#12"] }, "ignored_prs.0"],
  ["too many iterations", { max_iterations: 9 }, "max_iterations"],
  ["a range that ends before it begins", { window: { preset: "dates", from: "2026-11-09", to: "2026-11-01" } }, "to"],
  ["a date that is none", { window: { preset: "dates", from: "2026-02-30", to: "2026-03-01" } }, "from"],
  ["a date without words", { window: { preset: "dates", from: "", to: "" } }, "from"],
  ["a range longer than a year", { window: { preset: "dates", from: "2020-01-01", to: "2026-03-01" } }, "from"],
  ["no earlier update to continue from", { window: { preset: "last" } }, "window"],
])("composing with %s is refused, field by field", async (_what, brief, field) => {
  const refused = await app.composed({ brief }).catch((error: unknown) => error);

  expect(refused).toMatchObject({ code: "invalid" });
  expect((refused as Problem).details.map(({ path }) => path)).toContain(field);
});

test("the run is asked for with the window that the row has, under a key that is the same at every attempt", async () => {
  const update = await app.composed();
  await app.triggered(update);
  await app.db.updateTable("app.generations").set({ state: "triggering" }).where("update_id", "=", update.id).execute();
  await app.triggered(update);

  const [first, second] = app.pipelines.triggered.filter(({ request }) => request.request_id === update.id);
  expect(second).toEqual(first);
  const generation = await findGeneration(app.db, update.id, 1);
  expect(first?.request.parameters.date_range).toEqual(generation?.timeframe);
  expect(generation).toMatchObject({ state: "running", run_id: first?.run_id, contract_hash: "c" });
});

test("a trigger that passes by is tried again; one that cannot succeed, or the last one, fails the update", async () => {
  const update = await app.composed();
  const ref = { update_id: update.id, generation: 1 };
  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");

  await expect(triggerRun(app.deps, ref, false)).rejects.toThrow("do not answer");
  expect((await app.now(update)).state).toBe("generating");
  await triggerRun(app.deps, ref, true);
  expect(await app.now(update)).toMatchObject({
    state: "failed",
    problem: { message: "The pipelines do not answer." },
  });

  const other = await app.composed();
  app.pipelines.fails = new Problem("invalid", "There is no such model.", "Choose another.");
  await triggerRun(app.deps, { update_id: other.id, generation: 1 }, false);
  expect(await app.now(other)).toMatchObject({ state: "failed", problem: { remedy: "Choose another." } });
});

test("people's null characters and half letters never reach the database", async () => {
  const update = await app.written();

  await save(app.deps, app.mira, update.id, { markdown: "a\0b \ud83d c", base_revision: 1 });

  expect((await app.revisions(update)).at(-1)).toBe("ab \ufffd c\n");
});
