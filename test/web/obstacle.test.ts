import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { pickersOf } from "../../app/pickers.ts";
import { obstacleOf, obstacleText } from "../../app/obstacle.ts";
import type { RunCheck, VersionReadiness } from "../../webhooks/contract/readiness.ts";
import { type ComposePage, startComposePage, words } from "../support/compose-page.ts";

let here: ComposePage;
beforeAll(async () => void (here = await startComposePage()));
afterAll(() => here.stop());
beforeEach(() => here.clear());

const amiss = (more: Partial<RunCheck>): RunCheck => ({
  what: "version",
  ok: false,
  code: "unfit",
  message: "what-shipped@3 needs what-shipped/9, which this release cannot run.",
  fix: "Choose another version.",
  refuses: true,
  ...more,
});
const MODEL = { what: "model", message: "llm.test cannot be reached.", fix: "Check that it runs.", refuses: false };
const obstacle = (...reasons: RunCheck[]): VersionReadiness => ({ state: "not_ready", reasons, checked_at: null });

test("Compose says beforehand why no draft would be written, and what to do", async () => {
  here.app.pipelines.stands = obstacle(amiss(MODEL), amiss({}));
  const page = await here.compose();
  expect(words(page, "obstacle")).toBe(
    "No draft can be written right now. what-shipped@3 needs what-shipped/9, which this release cannot run. Choose another version.",
  );
  expect(page).toMatch(/<button class="btn primary lg generate" type="submit">/);
});

test("what does not stop a draft is said in other words", async () => {
  here.app.pipelines.stands = obstacle(amiss(MODEL));
  expect(words(await here.compose(), "obstacle")).toBe("llm.test cannot be reached. Check that it runs.");
});

test("what concerns only whoever runs Pulse is not said to everybody, nor what nobody knows", async () => {
  here.app.pipelines.stands = obstacle(amiss({ what: "tools", refuses: false }), amiss({ ...MODEL, ok: null }));
  expect(await here.compose()).not.toContain('id="obstacle"');
  here.app.pipelines.readiness = async () => Promise.reject(new Error("away"));
  expect(await here.compose()).not.toContain('id="obstacle"');
});

test("Slack has one line for it", () => {
  const of = (...reasons: RunCheck[]) => obstacleText(obstacleOf(obstacle(...reasons))!);
  expect(of(amiss(MODEL))).toBe("llm.test cannot be reached. Check that it runs.");
  expect(of(amiss({}))).toMatch(/^No draft can be written right now\. what-shipped@3 needs/);
});

test("the pipelines are asked for it once a minute at most", async () => {
  let times = 0;
  const asked = { ...here.app.pipelines, readiness: async () => ((times += 1), obstacle(amiss({}))) };
  const pickers = pickersOf({ ...here.app.deps, pipelines: asked });
  expect(await Promise.all([pickers.obstacle(), pickers.obstacle()])).toMatchObject([
    { refuses: true },
    { refuses: true },
  ]);
  expect(times).toBe(1);
});
