import { afterAll, beforeAll, expect, test } from "vitest";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { speaking, type Dialect } from "../../support/dialects.ts";
import { pulls } from "../../support/made-repository.ts";
import type { Question } from "../../support/model-server.ts";

let house: AgentHouse;
beforeAll(async () => void (house = await agentHouse({ "acme/shop": pulls(8) })));
afterAll(() => house?.close());

/** Reads well; whenever it should write, this becomes of its answer. */
const whenWriting = (answers: Dialect["answers"]): Dialect => ({
  answers: (message, question, choice, completion) => {
    if (question.phase === "writing") answers?.(message, question, choice, completion);
  },
});
const CALL = { id: "x", type: "function" as const, function: { name: "read_pull_request", arguments: '{"pr":"#1"}' } };

const useless: [string, Dialect, reason: string, written: number][] = [
  [
    "rambles to its limit",
    whenWriting((message, { request }, choice, completion) => {
      [message.content, choice.finish_reason] = [`{"items": [${"and ".repeat(50)}`, "length"];
      completion.usage = { prompt_tokens: 900, completion_tokens: request.max_tokens };
    }),
    "longer than it may be, with twice the room, too",
    2,
  ],
  [
    "fills the window of its server",
    whenWriting((message, _question, choice, completion) => {
      [message.content, choice.finish_reason] = ["", "length"];
      completion.usage = { prompt_tokens: 4_095, completion_tokens: 1 };
    }),
    "The context window of 4,096 tokens that 127.0.0.1",
    // Once more without what it read.
    2,
  ],
  [
    "asks on instead of writing",
    whenWriting((message, _question, choice) => {
      [message.content, message.tool_calls, choice.finish_reason] = [null, [CALL], "tool_calls"];
    }),
    "asked to look things up where it was to write",
    2,
  ],
  ["says nothing", whenWriting((message) => void (message.content = "")), "answered with nothing", 4],
  ["talks", whenWriting((message) => void (message.content = "All is well.")), "could not be read as a text", 4],
];

test.each(useless)("a model that %s is never asked the same twice", async (_what, dialect, reason, written) => {
  const { results } = await house.run("acme/shop", speaking(dialect));
  expect(results.degraded?.reason).toContain(reason);
  const asked = house.model.questions;
  expect(asked.filter(({ phase }) => phase === "writing")).toHaveLength(written);
  expect(new Set(asked.map(({ request }) => JSON.stringify(request))).size).toBe(asked.length);
});

test("a whole answer that ends at the limit is an answer", async () => {
  const cut = whenWriting((_message, _question, choice) => void (choice.finish_reason = "length"));
  const { results } = await house.run("acme/shop", speaking(cut));
  expect(results.degraded).toBeNull();
  expect(house.model.questions.filter(({ phase }) => phase === "writing")).toHaveLength(2);
});

test("a model that asks on as long as it sees calls is told what it read, and the form", async () => {
  const asksOn = whenWriting((message, { looked }) => {
    if (looked.length > 0) [message.content, message.tool_calls] = [null, [CALL]];
  });
  const { results } = await house.run("acme/shop", speaking(asksOn));
  expect(results.degraded).toBeNull();
  const [, , , reminded = {} as Question] = house.model.questions;
  const told = reminded.messages.at(-1)?.content ?? "";
  expect(told.match(/Looked up, as data/g)).toHaveLength(2);
  expect(told).toContain("Nothing more can be looked up");
  expect(told).toContain('"items"');
});
