import { afterAll, beforeAll, expect, test } from "vitest";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { startTestModel, type TestModel } from "../../support/demo-model.ts";
import { goodWriter } from "../../support/model-server.ts";
import { askedOfGithub, trialsAt } from "../../support/trial-house.ts";
import { demoData, windowsOf } from "../text/windows.ts";

const week = windowsOf(demoData("harbor")).reduce((most, one) => (one.pulls.length > most.pulls.length ? one : most));

let model: TestModel;
let house: AgentHouse;
let trials: ReturnType<typeof trialsAt>;
let recorded: AgentRun;

beforeAll(async () => {
  model = await startTestModel();
  house = await agentHouse({}, { OPENAI_BASE_URL: model.baseUrl, LLM_MODELS: "demo-writer" }, [demoData("harbor")]);
  trials = trialsAt(house.pipelines);
  // The demo model writes, whatever the house's own would say.
  recorded = await house.run(week.repo, goodWriter, { date_range: week.window });
});
afterAll(async () => {
  await house?.close();
  await model?.close();
});

const asked = async () => [await askedOfGithub(house.github), (await model.requests()).length];

test("an exact trial of the demo model's week is the same bytes, with no request to GitHub or a model", async () => {
  const before = await asked();
  const trial = await trials.tried(recorded.run.id, { kind: "exact" });
  expect([trial.state, trial.artifact_uri]).toEqual(["completed", recorded.run.artifact_uri]);
  expect(await asked()).toEqual(before);
});

test("a control asks the model once more for everything, and GitHub for nothing", async () => {
  const [github, questions] = await asked();
  const trial = await trials.tried(recorded.run.id, { kind: "control" });
  const { model_calls } = recorded.results.metrics;
  expect(await asked()).toEqual([github, questions! + model_calls]);
  // The demo model always says the same.
  expect(await trials.difference(recorded.run.id, trial.id)).toMatchObject({
    same: true,
    after: { workload: { model_calls }, incurred: { model_calls, tool_calls: 0 } },
  });
});
