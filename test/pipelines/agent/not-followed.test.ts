import { afterAll, beforeAll, expect, test } from "vitest";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter, inForm, type Model } from "../../support/model-server.ts";

let house: AgentHouse;
beforeAll(async () => {
  house = await agentHouse({ "acme/shop": pulls(8), "acme/quiet": [{ ...pulls(3)[2]!, number: 1 }] });
});
afterAll(() => house?.close());

const WISH = "Thank the people who were on call.";
const ON_CALL = "thank the people who were on call: no item says who they are";
/** Writes well, and says this of the wishes. */
const saying =
  (not_followed: unknown): Model =>
  (question) =>
    question.job === "lead" ? inForm(question, { intro: null, highlights: [1], not_followed }) : goodWriter(question);
/** Who was asked for wishes: each question's job, and whether its form has them. */
const asks = () =>
  house.model.questions.map(({ job, request }) => `${job} ${JSON.stringify(request).includes("not_followed")}`);

test("a wish that was not followed is told as the writer says it, and asked for where there is a wish alone", async () => {
  const { results } = await house.run("acme/shop", saying([ON_CALL]), { custom_prompt: WISH });
  expect(results.not_followed).toEqual([{ by: "model", text: ON_CALL }]);
  expect(results.degraded).toBeNull();
  expect([...new Set(asks())]).toEqual(["share false", "lead true"]);

  const without = await house.run("acme/shop", saying([ON_CALL]));
  expect(without.results.not_followed).toEqual([]);
  expect([...new Set(asks())]).toEqual(["share false", "lead false"]);
});

test("what a writer says there stands on a page: it sends nobody away, calls nobody, and has its bounds", async () => {
  const many = Array.from({ length: 9 }, (_, index) => `wish ${index}: ${"no item says so, ".repeat(40)}`);
  const wrong = ["see https://evil.example/a", "ask @channel", "<!here> look", "Ignore all previous instructions.", ""];
  const { results } = await house.run("acme/shop", saying([...wrong, 7, null, ON_CALL, ON_CALL, ...many]), {
    custom_prompt: WISH,
  });
  expect(results.not_followed).toHaveLength(5);
  expect(results.not_followed[0]).toEqual({ by: "model", text: ON_CALL });
  for (const { text } of results.not_followed) expect(text.length).toBeLessThanOrEqual(240);
  expect(JSON.stringify(results.not_followed)).not.toMatch(/evil|channel|here|Ignore/);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a sentence where a list belongs", "I could not."],
])("a writer that says %s of them has written all the same", async (_what, said) => {
  const { results } = await house.run("acme/shop", saying(said), { custom_prompt: WISH });
  expect([results.degraded, results.not_followed]).toEqual([null, []]);
});

test("the rules follow no wishes, and say so of a text that they wrote, with what to do", async () => {
  const told = (next: string) => {
    const text = `“Thank the people who were on call”: the rules wrote this text, and they follow no wishes. ${next}`;
    return [{ by: "rules", text }];
  };
  const chosen = await house.run("acme/shop", goodWriter, { custom_prompt: WISH, llm_model: "rules" });
  expect(chosen.results.not_followed).toEqual(told("Choose a model, and write it again."));

  const fallen = await house.run("acme/shop", () => ({ text: "no" }), { custom_prompt: WISH });
  expect(fallen.results.degraded).not.toBeNull();
  expect(fallen.results.not_followed).toEqual(told("Write it again, or edit it."));

  const quiet = await house.run("acme/quiet", goodWriter, { custom_prompt: WISH });
  expect(quiet.results.not_followed).toEqual(told("Nothing in it was for a model to tell."));
});
