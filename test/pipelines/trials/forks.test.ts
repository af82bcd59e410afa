import { afterAll, beforeAll, expect, test } from "vitest";
import { digestOf, sha256 } from "../../../webhooks/contract/digest.ts";
import type { RunLineage } from "../../../webhooks/contract/lineage.ts";
import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import type { TrialChange } from "../../../webhooks/contract/trials.ts";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { expectProblem } from "../../support/expect-problem.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodShare, goodWriter, inForm, type Question, type Reply } from "../../support/model-server.ts";
import { API_KEY } from "../../support/pipelines.ts";
import { templateHouse } from "../../support/template-house.ts";
import { askedOfGithub, trialsAt } from "../../support/trial-house.ts";

const MARK = "Begin with the person.";

let house: AgentHouse;
let trials: ReturnType<typeof trialsAt>;
let templates: ReturnType<typeof templateHouse>;
let recorded: AgentRun;
let asked: number;

beforeAll(async () => {
  house = await agentHouse({ "acme/shop": pulls(8) }, { LLM_MODELS: "test-writer other-writer" });
  trials = trialsAt(house.pipelines);
  templates = templateHouse(house);
  recorded = await house.run("acme/shop", writer, { max_iterations: 2 });
  asked = await askedOfGithub(house.github);
});
afterAll(() => house?.close());

/** Looks one up; who is told to begin with the person does. */
function writer(question: Question): Reply {
  const [first] = question.evidence;
  if (question.phase === "reading" && question.looked.length === 0) {
    return { calls: [{ name: "read_pull_request", arguments: { pr: first?.pr } }] };
  }
  if (question.job === "lead" || question.phase === "reading") return goodWriter(question);
  const share = goodShare(question);
  const isTold = question.messages.some(({ content }) => content?.includes(MARK));
  if (isTold) share.items[0]!.text = `For people: ${share.items[0]!.text}`;
  return inForm(question, share);
}

/** As it is exported with the run. */
async function specOf(id: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${API_KEY}` };
  const answer = await fetch(`${house.pipelines.url}/api/v1/runs/${id}/export`, { headers });
  const lines = (await answer.text()).split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line)).find(({ type }) => type === "draft").spec;
}

async function forked(change: TrialChange) {
  house.model.questions.length = 0;
  const trial = await trials.tried(recorded.run.id, { kind: "fork", change });
  expect(trial).toMatchObject({ state: "completed", trial: { kind: "fork", change, of: recorded.run.id } });
  expect(await askedOfGithub(house.github)).toBe(asked);
  return { trial, difference: await trials.difference(recorded.run.id, trial.id) };
}

test("a draft's prompt is tried as it stands: the model is asked by it, GitHub is not asked, and what is saved later changes nothing", async () => {
  const { prompts } = await templates.parts(1);
  const { body } = await templates.save(1, { prompts: { ...prompts, voice: `${prompts["voice"]}\n${MARK}` } });

  const { trial, difference } = await forked({ draft: body.number });

  expect(trial.template).toEqual({ name: "what-shipped", version: 1 });
  expect(house.model.questions.length).toBe(recorded.results.metrics.model_calls);
  expect(difference.asked).toEqual([
    { field: "template", before: "what-shipped@1", after: `what-shipped@1, draft ${body.number}` },
  ]);
  expect(difference.same).toBe(false);
  expect(difference.first).toContain("For people: ");
  const [edited, ...others] = difference.items!.toSorted(
    (a, b) => Number(b.fate === "edited") - Number(a.fate === "edited"),
  );
  expect(edited).toMatchObject({ fate: "edited", after: { text: expect.stringContaining("For people:") } });
  expect(new Set(others.map(({ fate }) => fate))).toEqual(new Set(["kept"]));
  expect(difference.moves).toEqual([]);
  const { body: lineage } = await house.pipelines.get<RunLineage>(`/runs/${trial.id}/lineage`);
  expect(lineage.prompts["voice"]).toBe(sha256(`${prompts["voice"]}\n${MARK}`));
  expect(lineage.template).toMatchObject({ version: 1, hash: digestOf(await specOf(trial.id)) });
  expectProblem(await house.pipelines.get(`/runs/${trial.id}/provenance`), 409, "conflict");
  expect(difference.after.incurred).toMatchObject({
    model_calls: recorded.results.metrics.model_calls,
    tool_calls: 0,
    cost_usd: null,
  });
  expect(difference.after.workload.tool_calls).toBe(difference.before.workload.tool_calls);

  expect((await templates.save(1, { description: "Another one." })).status).toBe(200);
  const stale = await trials.begin(recorded.run.id, { kind: "fork", change: { draft: body.number } });
  expectProblem(stale, 409, "conflict");
});

test("another model is always asked, with what is known of that one", async () => {
  const { difference } = await forked({ llm_model: "other-writer" });
  expect(new Set(house.model.questions.map(({ model }) => model))).toEqual(new Set(["other-writer"]));
  expect(difference.asked).toEqual([{ field: "llm_model", before: "test-writer", after: "other-writer" }]);
});

test("the rules are a writer to try as well, and cost nothing", async () => {
  const { difference } = await forked({ llm_model: "rules" });
  expect(house.model.questions).toEqual([]);
  expect(difference.after.incurred).toMatchObject({ model_calls: 0, input_tokens: 0, cost_usd: 0 });
});

test("a policy, wishes and a version are tried, and the ledger says pull request by pull request what moved", async () => {
  const fixes: PolicyRule = { when: [{ what: "kinds", how: "any", values: ["fix"] }], then: "omit", firm: "always" };
  const policy = { rules: [fixes] };
  const { difference } = await forked({ policy });
  const moved = difference.moves!.map(({ pr, from, to, because }) => [pr, from?.disposition, to?.disposition, because]);
  expect(moved.length).toBeGreaterThan(0);
  expect(moved).toContainEqual(["acme/shop#2", "cited", "omitted", expect.stringContaining("Rule 1")]);

  const wished = await forked({ custom_prompt: MARK });
  expect(wished.difference.asked).toEqual([{ field: "custom_prompt", before: "", after: MARK }]);

  const version = await templates.versionWith("Say less.");
  const { trial } = await forked({ version });
  expect(trial.template).toEqual({ name: "what-shipped", version });
});
