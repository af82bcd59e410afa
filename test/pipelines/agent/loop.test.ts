import { afterAll, beforeAll, expect, test } from "vitest";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodShare, goodWriter, inForm, type Model, type Question } from "../../support/model-server.ts";

let house: AgentHouse;
const updateOnly = { ...pulls(3)[2]!, number: 1 };

beforeAll(async () => {
  house = await agentHouse(
    { "acme/shop": pulls(8), "acme/big": pulls(200), "acme/quiet": [updateOnly] },
    { LLM_MODELS: "test-writer,schemaless" },
  );
});
afterAll(() => house?.close());

/** Writes well, but asks for these first, one round each. */
function readsFirst(...rounds: { name: string; arguments: unknown }[][]): Model {
  return (question) => {
    const round = question.messages.filter(({ role }) => role === "assistant").length;
    const calls = rounds[round];
    return question.phase === "reading" && calls ? { calls } : goodWriter(question);
  };
}

const pull = (pr: string) => ({ name: "read_pull_request", arguments: { pr } });

test("a writer looks things up, writes to the schema, and opens the message last", async () => {
  const { results, calls } = await house.run("acme/shop", (question) =>
    question.job === "lead"
      ? inForm(question, { intro: "Orders and cursors got better.", highlights: [1] })
      : readsFirst([pull("#1"), { name: "list_changed_files", arguments: { pr: "#2" } }])(question),
  );

  expect(results.degraded).toBeNull();
  expect(results.summary_message).toContain("Orders and cursors got better.");
  expect(results.summary_message).toContain("Add export of orders (1)");
  expect(results.findings.filter(({ severity }) => severity === "fault")).toEqual([]);
  expect(
    calls.filter(({ kind }) => kind !== "clock").map(({ node, name, outcome }) => `${node} ${name} ${outcome}`),
  ).toEqual([
    "resolve get_branch done",
    "resolve get_repository done",
    "preflight list_pull_requests done",
    "collect list_pull_requests done",
    "collect list_pull_requests done",
    "collect read_pull_requests done",
    "collect read_texts done",
    "plan nonce done",
    "plan capabilities done",
    "write test-writer called_tools",
    "tools read_pull_request done",
    "tools list_changed_files done",
    "write test-writer done",
    "write test-writer done",
    "lead test-writer done",
  ]);
  expect(results.metrics).toMatchObject({ model_calls: 4, tool_calls: 9, repair_rounds: 0 });
  expect(house.model.questions.map(({ job, phase, rung }) => `${job} ${phase} ${rung}`)).toEqual([
    "share reading text",
    "share reading text",
    "share writing json_schema",
    "lead writing json_schema",
  ]);
});

test("each pull request ends in exactly one place, whoever wrote", async () => {
  const { results } = await house.run("acme/big", goodWriter);
  const places = new Set(results.ledger.map(({ pr }) => pr));
  expect([results.ledger.length, places.size]).toEqual([200, 200]);
  expect(results.degraded).toBeNull();
  expect(results.report.items.length).toBeLessThanOrEqual(60);
  const writers = new Set(
    house.model.questions.filter(({ job }) => job === "share").map(({ evidence }) => evidence[0]?.pr),
  );
  expect(writers.size).toBeGreaterThan(1);
});

test("a week of nothing but a dependency update is told by the rules, and no model is asked", async () => {
  const { event, results } = await house.run("acme/quiet", goodWriter);

  expect(event.type).toBe("run.completed");
  expect(results.ledger).toMatchObject([{ pr: "acme/quiet#1", disposition: "grouped" }]);
  expect(results.degraded).toBeNull();
  expect(results.metrics.model_calls).toBe(0);
});

test("a server without schemas is found out once, and remembered", async () => {
  // Of one that is known to take them, one refusal says nothing yet.
  const fresh = await agentHouse({ "acme/shop": pulls(8) });
  const noSchema: Model = (question) =>
    question.rung === "json_schema" && question.phase === "writing"
      ? {
          status: 400,
          body: {
            error: {
              message: "response_format json_schema is not supported",
              type: "invalid_request_error",
              param: "response_format",
              code: null,
            },
          },
        }
      : goodWriter(question);
  const rungs = () => fresh.model.questions.filter(({ phase }) => phase === "writing").map(({ rung }) => rung);

  const first = await fresh.run("acme/shop", noSchema, { llm_model: "test-writer" });
  expect(first.results.degraded).toBeNull();
  expect(rungs()).toEqual(["json_schema", "json_object", "json_object"]);
  fresh.model.questions.length = 0;
  const second = await fresh.run("acme/shop", noSchema);
  expect(second.results.degraded).toBeNull();
  expect(rungs()).toEqual(["json_object", "json_object"]);
  await fresh.close();
});

test("a pull request that an answer names wrongly gets the rules’ item, and the model is not asked again", async () => {
  const { results } = await house.run("acme/shop", (question) => {
    if (question.phase === "reading" || question.job === "lead") return goodWriter(question);
    const share = goodShare(question);
    share.items[0]!.prs = ["#999"];
    return inForm(question, share);
  });
  expect(results.degraded).toBeNull();
  expect(results.ledger).toHaveLength(8);
  expect(results.replaced).toMatchObject([{ what: "sentence", because: "The model’s answer did not have it." }]);
  expect(results.metrics.model_calls).toBe(3);
});

test("a model that never mends is replaced by the rules, and says what was tried", async () => {
  const { results } = await house.run("acme/shop", (question) =>
    question.phase === "reading" || question.job === "lead" ? goodWriter(question) : { text: "I wrote it, trust me." },
  );
  expect(results.degraded?.reason).toContain("The rules wrote this text.");
  expect(results.degraded?.tried.length).toBeGreaterThan(0);
  expect(results.summary_message).toContain("Add export of orders");
});

test("a model that asks for the same thing for ever, in whatever words, is ended by the bound, and writes with what it has", async () => {
  const words = ['{"pr":"#1"}', '{ "pr": "1" }', '{"pr":"Acme/Shop#1"}', '{"pr":"#1","path":null}'];
  const { results } = await house.run("acme/shop", (question: Question) => {
    const round = question.messages.filter(({ role }) => role === "assistant").length;
    return question.phase === "reading"
      ? { calls: [{ name: "read_pull_request", arguments: words[round % words.length] }] }
      : goodWriter(question);
  });
  expect(results.degraded).toBeNull();
  expect(results.wrap_ups.join()).toContain("the same thing");
  expect(results.summary_message).toContain("Add export of orders");
});
