import { afterAll, beforeAll, expect, test } from "vitest";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { StepAnswer } from "../../webhooks/contract/runs.ts";
import { testDatabase } from "../support/database.ts";
import { MADE_WEEK, pulls } from "../support/made-repository.ts";
import { eventAt, startPipelines } from "../support/pipelines.ts";
import { until } from "../support/until.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";

let world: MadeWorld;
let github: MadeWorld["github"];
let callbacks: MadeWorld["callbacks"];
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startMadeWorld({
    "acme/shop": pulls(8),
    "acme/hung": pulls(8),
    "acme/stopped": pulls(8),
    "acme/late": pulls(8),
    "acme/queue": pulls(8),
  });
  ({ github, callbacks, pipelines } = world);
});

afterAll(() => world?.end());

const over = (repo: string, more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo }],
  date_range: MADE_WEEK,
  ...more,
});
const shop = (more: Partial<ParametersInput> = {}) => over("acme/shop", more);

test("while a page hangs the run says which; once stopped it ends, though nobody answers, and asks GitHub no longer", async () => {
  await github.fault("/repos/acme/hung/pulls", "hang");
  const { runId, path } = await pipelines.start({ parameters: over("acme/hung"), callbacks });
  await until("request that hangs", () => github.faultsAreSpent());

  const run = await pipelines.run(runId);
  expect(run).toMatchObject({ state: "running", attempt: 1, report_back: { state: "none" } });
  expect(run.progress).toMatchObject({ step: "preflight", call: "list_pull_requests acme/hung main, page 1" });
  const { body } = await pipelines.get<{ steps: StepAnswer[] }>(`/runs/${runId}/steps`);
  expect(body.steps.map(({ name }) => name)).toEqual([
    "resolve",
    "preflight",
    "collect",
    "plan",
    "write",
    "check",
    "render",
    "report_back",
  ]);
  expect(statesOf(body.steps)).toMatchObject({
    resolve: "done",
    preflight: "running",
    collect: "waiting",
    report_back: "waiting",
  });

  await pipelines.post(`/runs/${runId}/cancel`);
  await pipelines.runIs(runId, "cancelled", ({ state }) => state === "cancelled");
  expect(await eventAt(callbacks, path)).toMatchObject({ type: "run.cancelled", pipeline_run_id: runId });
  const aborted = await until("end of the request", async () => (await github.lists("acme/hung"))[0]);
  expect(aborted.status).toBe(0);
  expect(await github.lists("acme/hung")).toHaveLength(1);
});

test("a run that has ended stays as it is when somebody stops it", async () => {
  const { runId, path } = await pipelines.start({ parameters: shop(), callbacks });
  await eventAt(callbacks, path);
  const ended = await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");

  const { status, body } = await pipelines.post(`/runs/${runId}/cancel`);

  expect([status, body]).toEqual([200, ended]);
  expect(callbacks.at(path)).toHaveLength(1);
});

test("a run that waits for a worker is stopped at once", async () => {
  await github.fault("/repos/acme/queue/pulls", "hang", { times: 16 });
  // Eight loops take two at most each, so that sixteen keep all of them busy.
  const busy = await Promise.all(
    Array.from({ length: 16 }, () => pipelines.start({ parameters: over("acme/queue"), callbacks })),
  );
  const waiting = await pipelines.start({ parameters: shop(), callbacks });
  expect(await pipelines.run(waiting.runId)).toMatchObject({ state: "queued", started_at: null });

  const { body } = await pipelines.post(`/runs/${waiting.runId}/cancel`);
  expect(body).toMatchObject({ state: "cancelled", started_at: null, attempt: 0 });
  expect(await eventAt(callbacks, waiting.path)).toMatchObject({ type: "run.cancelled", results: { metrics: null } });

  await Promise.all(busy.map(({ runId }) => pipelines.post(`/runs/${runId}/cancel`)));
  for (const { path } of busy) expect(await eventAt(callbacks, path)).toMatchObject({ type: "run.cancelled" });
});

test("a run past its time is stopped, and says so", async () => {
  const own = await testDatabase();
  const impatient = await startPipelines({
    databaseUrl: own.url("pulse_pipelines"),
    githubUrl: github.url,
    env: { RUN_DEADLINE_MINUTES: "0.05" },
  });
  try {
    await github.fault("/repos/acme/late/pulls", "hang");
    const { runId, path } = await impatient.start({ parameters: over("acme/late"), callbacks });

    expect(await eventAt(callbacks, path)).toMatchObject({
      type: "run.failed",
      problem: { code: "timed_out", remedy: expect.stringMatching(/again/) },
    });
    const { state, finished_at, deadline_at } = await impatient.run(runId);
    expect(state).toBe("failed");
    expect(Date.parse(finished_at!)).toBeGreaterThanOrEqual(Date.parse(deadline_at));
  } finally {
    await impatient.stop();
    await own.drop();
  }
});

function statesOf(steps: readonly StepAnswer[]): Record<string, StepAnswer["state"]> {
  return Object.fromEntries(steps.map(({ name, state }) => [name, state]));
}
