import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Connection } from "../../../db/connect.ts";
import type { PipelinesTables } from "../../../db/pipelines/tables.ts";
import type { Estimate, RunAnswer } from "../../../webhooks/contract/runs.ts";
import type { TrialRequest } from "../../../webhooks/contract/trials.ts";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { silent } from "../../support/database.ts";
import { expectProblem } from "../../support/expect-problem.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter } from "../../support/model-server.ts";
import { eventAt, RUNS, triggerOf } from "../../support/pipelines.ts";
import { templateHouse } from "../../support/template-house.ts";
import { trialsAt } from "../../support/trial-house.ts";
import { until } from "../../support/until.ts";

let house: AgentHouse;
let trials: ReturnType<typeof trialsAt>;
let templates: ReturnType<typeof templateHouse>;
let recorded: AgentRun;
let connection: Connection<PipelinesTables>;

beforeAll(async () => {
  house = await agentHouse({ "acme/shop": pulls(8), "acme/quiet": [] });
  trials = trialsAt(house.pipelines);
  templates = templateHouse(house);
  recorded = await house.run("acme/shop", goodWriter);
  connection = connect<PipelinesTables>(house.database.url("pulse_pipelines"), silent);
});
afterAll(async () => {
  await connection?.close();
  await house?.close();
});

const countRuns = async () => (await connection.db.selectFrom("pipelines.runs").select("id").execute()).length;

test.each<[string, Omit<TrialRequest, "by">, number, string]>([
  ["two changes", { kind: "fork", change: { llm_model: "rules", custom_prompt: "Short." } }, 422, "exactly one thing"],
  ["no change", { kind: "fork" }, 422, "exactly one thing"],
  ["a changed control", { kind: "control", change: { llm_model: "rules" } }, 422, "only a fork changes something"],
  ["an exact one that may read", { kind: "exact", on_miss: "live" }, 422, "an exact trial asks nobody"],
  [
    "the same model",
    { kind: "fork", change: { llm_model: "test-writer" } },
    422,
    "changes nothing: the run had the very same model",
  ],
  ["the same version", { kind: "fork", change: { version: 1 } }, 422, "the very same version"],
  ["the same wishes", { kind: "fork", change: { custom_prompt: "" } }, 422, "the very same wishes"],
  ["a model that is not there", { kind: "fork", change: { llm_model: "gone" } }, 422, "There is no model “gone”."],
  ["a version that is not there", { kind: "fork", change: { version: 99 } }, 404, "what-shipped@99"],
  ["a draft that is not there", { kind: "fork", change: { draft: 7 } }, 409, "There is no draft."],
  ["wishes of 1 MB", { kind: "fork", change: { custom_prompt: "x".repeat(1_000_000) } }, 422, ""],
])("%s is refused in a sentence, and nothing is begun", async (_what, asked, status, says) => {
  const before = await countRuns();
  const answer = await trials.begin(recorded.run.id, asked);
  const problem = expectProblem(answer, status, status === 404 ? "not_found" : status === 409 ? "conflict" : "invalid");
  const { draft: _draft, ...change } = asked.change ?? {};
  expect(JSON.stringify([problem.detail, problem.details])).toContain(says);
  expect(Object.keys(change).length).toBeLessThan(3);
  expect(await countRuns()).toBe(before);
});

test("a draft with faults is not tried, and they are named", async () => {
  const { prompts } = await templates.parts(1);
  const { body } = await templates.save(1, { prompts: { ...prompts, lead: " " } });
  const answer = await trials.begin(recorded.run.id, { kind: "fork", change: { draft: body.number } });
  const problem = expectProblem(answer, 422, "invalid");
  expect(problem.details).toMatchObject([{ path: "prompts.lead", code: "empty" }]);
});

test("a run that is a trial, a dry run, without a text, not over or not there has its own sentence", async () => {
  const trial = await trials.tried(recorded.run.id, { kind: "exact" });
  const quiet = await house.run("acme/quiet", goodWriter);
  const dry = await started(true);
  await house.github.fault("/repos/acme/shop/pulls", "hang", { times: 3 });
  const open = await started(false);
  await until("request that hangs", async () => (await house.pipelines.run(open.id)).progress.call !== null);
  const refused = async (id: string, status: number) =>
    expectProblem(await trials.begin(id, { kind: "exact" }), status, status === 404 ? "not_found" : "conflict");

  const ofTrial = await refused(trial.id, 409);
  expect([ofTrial.detail, ofTrial.remedy]).toEqual([
    "This run is a trial itself.",
    `Try its root again: run ${recorded.run.id}.`,
  ]);
  expect((await refused(quiet.run.id, 409)).detail).toBe("This run came to no text: it is nothing to report.");
  expect((await refused(dry.id, 409)).detail).toContain("A dry run reads and writes nothing");
  expect((await refused(open.id, 409)).detail).toBe("This run is not over yet.");
  await refused(randomUUID(), 404);
  await house.pipelines.post(`/runs/${open.id}/cancel`);
  // Later tests count webhooks.
  for (const { path } of [dry, open]) await eventAt(house.callbacks, path);
});

async function started(dryRun: boolean): Promise<{ id: string; path: string }> {
  const id = randomUUID();
  const path = `/${id}`;
  const parameters = recorded.run.parameters;
  const trigger = triggerOf(id, house.callbacks.url(path), "t".repeat(43), parameters, dryRun);
  const { body } = await house.pipelines.post<{ run_id: string }>(RUNS, trigger, { "idempotency-key": id });
  if (dryRun) await trials.ended(body.run_id);
  return { id: body.run_id, path };
}

test("the same key with the same body is one trial, at once or later, and with another body none", async () => {
  const key = randomUUID();
  const both = await Promise.all([1, 2].map(() => trials.begin(recorded.run.id, { kind: "exact" }, key)));
  expect(new Set(both.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
  await trials.ended(both[0]!.body.id);
  expect((await trials.begin(recorded.run.id, { kind: "exact" }, key)).body.id).toBe(both[0]!.body.id);
  expectProblem(await trials.begin(recorded.run.id, { kind: "control" }, key), 422, "invalid");
});

test("a trial reports back to nobody and cannot be made to, and the list of runs is without it unless somebody asks", async () => {
  const before = house.callbacks.count();
  const trial = await trials.tried(recorded.run.id, { kind: "exact" });

  expect(trial).toMatchObject({ report_back: { state: "none" }, request_id: trial.id });
  const { body: steps } = await house.pipelines.get<{ steps: { name: string }[] }>(`/runs/${trial.id}/steps`);
  expect(steps.steps.map(({ name }) => name)).not.toContain("report_back");
  const asked = { callback_url: house.callbacks.url("/taken"), webhook_token: "t".repeat(43) };
  const key = { "idempotency-key": randomUUID() };
  expectProblem(await house.pipelines.post(`/runs/${trial.id}/continuation`, asked, key), 409, "conflict");
  expectProblem(await house.pipelines.post(`/runs/${trial.id}/report_back`), 409, "conflict");
  const { db } = connection;
  const callback = sql`update pipelines.runs set callback_url = ${asked.callback_url} where id = ${trial.id}`;
  await expect(callback.execute(db)).rejects.toThrow("trials_report_to_nobody");
  const webhook = sql`insert into pipelines.report_backs (run_id, event_type, body, state) values (${trial.id}, 'run.completed', '', 'pending')`;
  await expect(webhook.execute(db)).rejects.toThrow("a trial reports back to nobody");
  expect(house.callbacks.count()).toBe(before);

  const listed = async (query: string) => {
    const { body } = await house.pipelines.get<{ runs: RunAnswer[] }>(query);
    return body.runs.map(({ id }) => id);
  };
  expect(await listed("/runs")).not.toContain(trial.id);
  expect(await listed("/runs?trials=true")).toContain(trial.id);
  const own = await listed(`/runs/${recorded.run.id}/trials`);
  expect(own[0]).toBe(trial.id);
  expect(own).not.toContain(recorded.run.id);
});

test("results of versions count no trials", async () => {
  const runs = async () => (await templates.history()).versions.find(({ version }) => version === 1)?.results?.runs;
  const before = await runs();
  await trials.tried(recorded.run.id, { kind: "control" });
  expect(await runs()).toBe(before);
});

test("what it would take is known before, by what it took; an exact one takes nothing", async () => {
  const estimate = async (query: string) =>
    (await house.pipelines.get<{ estimate: Estimate | null }>(`/runs/${recorded.run.id}/trials/estimate?${query}`))
      .body;
  expect(await estimate("kind=exact")).toEqual({ estimate: null });
  expect(await estimate("kind=fork&llm_model=rules")).toEqual({ estimate: null });
  const { model_calls, input_tokens, output_tokens } = recorded.results.metrics;
  expect(await estimate("kind=control")).toMatchObject({
    estimate: {
      model_calls: { likely: model_calls },
      input_tokens: { likely: input_tokens },
      output_tokens: { likely: output_tokens },
      refused: null,
    },
  });
});

test("while models are stopped no model is tried, and why is said; an exact trial needs none", async () => {
  const before = await countRuns();
  await house.pipelines.post("/budget/stop", { reason: "the bill", by: "Mira" });
  const answer = await trials.begin(recorded.run.id, { kind: "control" });
  expect(expectProblem(answer, 503, "unavailable").detail).toContain("the bill");
  expect(await countRuns()).toBe(before);
  const exact = await trials.tried(recorded.run.id, { kind: "exact" });
  expect(exact.state).toBe("completed");
  await house.pipelines.post("/budget/allow", { by: "Mira" });
});

test("where the money ends in the middle the rules write, and the difference says so", async () => {
  const stopping = async () => {
    await house.pipelines.post("/budget/stop", { reason: "the bill", by: "Mira" });
    return { text: "Not what was asked for." };
  };
  house.model.model = stopping;
  const trial = await trials.tried(recorded.run.id, { kind: "control" });
  await house.pipelines.post("/budget/allow", { by: "Mira" });
  const { before, after } = await trials.difference(recorded.run.id, trial.id);
  expect([before.degraded, after.degraded, after.state]).toEqual([false, true, "completed"]);
});

test("a trial is cancelled as any run is", async () => {
  let go: (value: unknown) => void = () => undefined;
  const held = new Promise((done) => (go = done));
  house.model.model = async (question) => (await held, goodWriter(question));
  house.model.questions.length = 0;
  const { body } = await trials.begin(recorded.run.id, { kind: "control" });
  await until("question that waits", () => house.model.questions.length > 0);
  await house.pipelines.post(`/runs/${body.id}/cancel`);
  const ended = await trials.ended(body.id);
  go(null);
  expect([ended.state, ended.artifact_uri]).toEqual(["cancelled", null]);
});
