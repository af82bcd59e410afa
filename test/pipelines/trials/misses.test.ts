import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter, type Question, type Reply } from "../../support/model-server.ts";
import { askedOfGithub, trialsAt } from "../../support/trial-house.ts";

let house: AgentHouse;
let trials: ReturnType<typeof trialsAt>;
let recorded: AgentRun;

beforeAll(async () => {
  house = await agentHouse({ "acme/shop": pulls(8) });
  trials = trialsAt(house.pipelines);
  recorded = await house.run(
    "acme/shop",
    looking([
      ["read_pull_request", "#1"],
      ["read_pull_request", "#2"],
    ]),
  );
});
afterAll(() => house?.close());
beforeEach(() => (house.model.questions.length = 0));

/** Asks for these, all at once, then writes. */
function looking(calls: [name: string, pr: string][]): (question: Question) => Reply {
  return (question) => {
    if (question.phase !== "reading" || question.looked.length > 0) return goodWriter(question);
    return { calls: calls.map(([name, pr]) => ({ name, arguments: { pr } })) };
  };
}

async function controlled(calls: [name: string, pr: string][], on_miss: "fail" | "live" = "fail") {
  house.model.model = looking(calls);
  const before = await askedOfGithub(house.github);
  const trial = await trials.tried(recorded.run.id, { kind: "control", on_miss });
  const looks = (await trials.calls(trial.id)).filter(({ node }) => node === "tools");
  return { trial, looks, asked: (await askedOfGithub(house.github)) - before };
}

test("a look-up that the recording has is answered by it, wherever it is asked for", async () => {
  const { trial, looks, asked } = await controlled([["read_pull_request", "#2"]]);
  expect([trial.state, asked]).toEqual(["completed", 0]);
  expect(looks).toMatchObject([{ label: "read_pull_request acme/shop#2", served_from: recorded.run.id }]);
});

test("one that it lacks ends the trial under its name, and is not asked for", async () => {
  const { trial, asked } = await controlled([
    ["read_pull_request", "#1"],
    ["read_pull_request", "#3"],
  ]);
  expect([trial.state, trial.artifact_uri, asked]).toEqual(["failed", null, 0]);
  expect(trial.problem).toMatchObject({ code: "conflict", remedy: expect.stringContaining("on_miss: live") });
  expect(trial.problem!.message).toMatch(/has no answer to “read_pull_request acme\/shop#3” of tools \(step \d+\)/);
  expect(await trials.difference(recorded.run.id, trial.id)).toMatchObject({
    same: null,
    items: null,
    moves: null,
    findings: null,
    after: { state: "failed", pull_requests: null, report_length_chars: null, degraded: null },
  });
});

test("with live it is read on GitHub, and counts as made", async () => {
  const { trial, looks, asked } = await controlled(
    [
      ["read_pull_request", "#1"],
      ["read_pull_request", "#3"],
    ],
    "live",
  );
  expect([trial.state, asked > 0]).toEqual(["completed", true]);
  expect(looks.map(({ name, served_from }) => [name, served_from])).toEqual([
    ["read_pull_request", recorded.run.id],
    ["read_pull_request", null],
  ]);
  const { after } = await trials.difference(recorded.run.id, trial.id);
  expect(after.incurred.tool_calls).toBe(1);
});

test("what a writer may not ask for is denied as ever, and ends nothing", async () => {
  const { trial, looks, asked } = await controlled([["send_mail", "#1"]]);
  expect([trial.state, asked]).toEqual(["completed", 0]);
  expect(looks).toMatchObject([{ outcome: "denied", served_from: null }]);
});
