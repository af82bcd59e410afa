import { afterAll, beforeAll, expect, test } from "vitest";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { speaking } from "../../support/dialects.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter, type Model, type Question } from "../../support/model-server.ts";

let house: AgentHouse;
beforeAll(async () => {
  house = await agentHouse({ "acme/shop": pulls(8) }, { OPENAI_API_KEY: "sk-test-0123456789abcdef" });
});
afterAll(() => house.close());

const expired = { status: 401, body: { error: { message: "Incorrect API key", type: "x", code: "invalid_api_key" } } };
const expiresWhen =
  (when: (question: Question) => boolean): Model =>
  (question) =>
    when(question) ? expired : goodWriter(question);

test("a key that expires before the opening costs the opening alone, and the reason is the key", async () => {
  const { results, calls } = await house.run(
    "acme/shop",
    expiresWhen(({ job }) => job === "lead"),
  );
  expect(results.degraded?.reason).toMatch(
    /^The rules wrote the opening\. 127\.0\.0\.1:\d+ does not accept the key\. Put a valid key into OPENAI_API_KEY/,
  );
  expect(results.replaced).toEqual([]);
  expect(calls.filter(({ outcome }) => outcome === "failed")).toHaveLength(1);
});

test("a key that expires while the model reads leaves the text to the rules, asked no second time", async () => {
  const { results, calls } = await house.run(
    "acme/shop",
    expiresWhen(({ phase }) => phase === "writing"),
  );
  expect(results.degraded?.reason).toMatch(/^The rules wrote this text\. .* does not accept the key\. Put a valid key/);
  expect(calls.filter(({ kind }) => kind === "model")).toHaveLength(2);
});

test("another model than was asked for is named with each of its calls, and remembered with what was found", async () => {
  const other = speaking({
    answers: (_message, _question, _choice, completion) => void (completion.model = "small-1b"),
  });
  const { calls, results } = await house.run("acme/shop", other);
  expect(results.degraded).toBeNull();
  const models = calls.filter(({ kind }) => kind === "model");
  expect(new Set(models.map(({ served_by }) => served_by))).toEqual(new Set(["small-1b"]));
  expect(new Set(calls.filter(({ kind }) => kind === "tool").map(({ served_by }) => served_by))).toEqual(
    new Set([null]),
  );
  const { body } = await house.pipelines.get<{ models: { facts: string[] }[] }>("/models/found");
  expect(body.models[0]?.facts).toContain("Answers as small-1b");
});
