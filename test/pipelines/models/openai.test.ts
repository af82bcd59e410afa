import { LLMock } from "@copilotkit/aimock";
import { beforeAll, afterAll, beforeEach, expect, test } from "vitest";
import type { ChatMessage, ToolDefinition } from "../../../pipelines/models/chat.ts";
import { limitNameFor } from "../../../pipelines/models/openai/shape.ts";
import { answers, asking, chatAt, completion, KEY, live, modelServer, says } from "./harness.ts";

/** An OpenAI server that others wrote: what it understands, OpenAI understands. */
const mock = new LLMock({ port: 0, auth: { apiKeys: [KEY] } });
const READ: ToolDefinition = {
  name: "read_pull_request",
  description: "One pull request",
  parameters: { type: "object", properties: { pr: { type: "string" } }, required: ["pr"], additionalProperties: false },
};
const SHARE = {
  kind: "json_schema" as const,
  name: "share",
  schema: {
    type: "object",
    properties: { items: { type: "array" } },
    required: ["items"],
    additionalProperties: false,
  },
};

beforeAll(() => mock.start());
afterAll(() => mock.stop());
beforeEach(() => void mock.reset());
const here = () => chatAt(`${mock.url}/v1`);
const user = (content: string): ChatMessage[] => [{ role: "user", content }];

test("a plain answer comes with its tokens, its price and the model that gave it", async () => {
  mock.onMessage("Write.", {
    content: "Harbor got faster.",
    model: "gpt-5-mini-2025-08-07",
    usage: { prompt_tokens: 1_000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 800 } },
  });

  expect(await here()(asking(), live)).toEqual({
    outcome: "answered",
    text: "Harbor got faster.",
    tool_calls: [],
    served_by: "gpt-5-mini-2025-08-07",
    retries: [],
    problem: null,
    priced_by: "genai-prices 0.1.8, openai/gpt-5-mini",
    usage: { input_tokens: 1_000, cached_tokens: expect.any(Number), output_tokens: 100, estimated: false },
    cost_usd: expect.any(Number),
  });
});

test("a model that calls tools is answered with their results, and goes on", async () => {
  mock.on(
    { userMessage: "What shipped?", hasToolResult: false },
    { toolCalls: [{ id: "call_a", name: "read_pull_request", arguments: '{"pr":"#12"}' }] },
  );
  mock.on({ userMessage: "What shipped?", hasToolResult: true }, { content: "Ready." });
  const first = await here()(asking({ messages: user("What shipped?"), tools: [READ] }), live);

  expect(first).toMatchObject({ outcome: "called_tools", text: "" });
  expect(first.tool_calls).toEqual([{ id: "call_a", name: "read_pull_request", arguments: '{"pr":"#12"}' }]);

  const messages: ChatMessage[] = [
    ...user("What shipped?"),
    { role: "assistant", content: first.text, tool_calls: first.tool_calls },
    { role: "tool", tool_call_id: "call_a", content: '{"title":"Faster"}' },
  ];
  expect(await here()(asking({ messages, tools: [READ] }), live)).toMatchObject({
    outcome: "answered",
    text: "Ready.",
  });
  const call = { id: "call_a", type: "function", function: { name: "read_pull_request", arguments: '{"pr":"#12"}' } };
  expect(mock.getLastRequest()?.body).toMatchObject({
    messages: [messages[0], { role: "assistant", content: null, tool_calls: [call] }, messages[2]],
  });
  expect(mock.getRequests()[0]?.body).toMatchObject({
    tools: [{ type: "function", function: READ }],
    tool_choice: "auto",
  });
});

test.each([
  ["json_schema", SHARE],
  ["json_object", { kind: "json_object" as const }],
])("an answer in the form %s is asked for as OpenAI wants it", async (responseFormat, format) => {
  mock.on({ responseFormat }, { content: '{"items":[]}' });

  const answer = await here()(asking({ format }), live);

  expect(answer).toMatchObject({ outcome: "answered", text: '{"items":[]}' });
  const schema = { json_schema: { name: "share", schema: SHARE.schema, strict: true } };
  const asked = { type: responseFormat, ...(format === SHARE && schema) };
  expect(mock.getLastRequest()?.body?.["response_format"]).toEqual(asked);
});

test("a key that is wrong is told once, without another try", async () => {
  const answer = await chatAt(`${mock.url}/v1`, { key: "sk-some-other-key-0000" })(asking(), live);

  expect(answer).toMatchObject({ outcome: "failed", cost_usd: 0, retries: [], problem: { kind: "unauthorized" } });
  expect(answer.problem?.message).toBe(`127.0.0.1:${mock.port} does not accept the key.`);
});

test("trouble that passes is waited for, and each try is noted", async () => {
  mock.onMessage("Write.", { content: "Here." });
  mock.nextRequestError(503, { message: "overloaded", type: "server_error" });
  mock.nextRequestError(500, { message: "oops" });

  const answer = await here()(asking(), live);

  expect(answer).toMatchObject({ outcome: "answered", text: "Here." });
  expect(answer.retries.map(({ status }) => status).sort()).toEqual([500, 503]);
  expect(answer.retries[0]?.reason).toMatch(/has trouble of its own \(status 50[03]\)\.$/);
});

test.each([
  ["a refusal", { content: null, refusal: "I cannot." }, "stop", { outcome: "refused", text: "I cannot." }],
  ["a filter's stop", { content: "Half" }, "content_filter", { outcome: "refused", text: "Half" }],
  ["a cut answer", { content: '{"items":[' }, "length", { outcome: "cut", text: '{"items":[', tool_calls: [] }],
  ["nothing", { content: null }, "stop", { outcome: "empty", text: "" }],
  ["only white space", { content: " \n" }, "stop", { outcome: "empty", text: "" }],
  [
    "parts",
    {
      content: [
        { type: "text", text: "In " },
        { type: "text", text: "parts" },
      ],
    },
    "stop",
    { text: "In parts" },
  ],
])("%s has an outcome of its own", async (_what, message, finish_reason, expected) => {
  const { url } = await modelServer(says(200, completion(message, { finish_reason })));
  expect(await chatAt(url)(asking(), live)).toMatchObject({ problem: null, ...expected });
});

test("a call that was cut in the middle is not made", async () => {
  const tool_calls = [{ id: "a", type: "function", function: { name: "read_diff", arguments: '{"pr":"#1' } }];
  const { url } = await modelServer(says(200, completion({ content: null, tool_calls }, { finish_reason: "length" })));

  expect(await chatAt(url)(asking({ tools: [READ] }), live)).toMatchObject({ outcome: "cut", tool_calls: [] });
});

test("calls without ids, and with arguments that are no text, are read all the same", async () => {
  const tool_calls = [{ function: { name: "read_issue", arguments: { issue: "#7" } } }, { function: { name: "x" } }];
  const { url } = await modelServer(says(200, completion({ tool_calls }, { finish_reason: null })));

  const { outcome, tool_calls: read } = await chatAt(url)(asking({ tools: [READ] }), live);

  expect(outcome).toBe("called_tools");
  expect(read).toEqual([
    { id: "p00020000", name: "read_issue", arguments: '{"issue":"#7"}' },
    { id: "p00020001", name: "x", arguments: "{}" },
  ]);
});

test("calls that share an id with each other or with an earlier one get their own", async () => {
  const one = (name: string) => ({ id: "call_0", type: "function", function: { name, arguments: "{}" } });
  const { url } = await modelServer(says(200, completion({ tool_calls: [one("a"), one("b")] })));
  const first = await chatAt(url)(asking({ tools: [READ] }), live);
  expect(new Set(first.tool_calls.map(({ id }) => id)).size).toBe(2);

  const messages: ChatMessage[] = [
    ...user("Look."),
    { role: "assistant", content: "", tool_calls: first.tool_calls },
    ...first.tool_calls.map(({ id }) => ({ role: "tool" as const, tool_call_id: id, content: "{}" })),
  ];
  const next = await chatAt(url)(asking({ messages, tools: [READ] }), live);
  expect(new Set([...first.tool_calls, ...next.tool_calls].map(({ id }) => id)).size).toBe(4);
});

test("what a model wrote behind its arguments is cut off", async () => {
  const tool_calls = [{ id: "a", type: "function", function: { name: "x", arguments: '{"pr":"#1"}\n\nI look.' } }];
  const { url } = await modelServer(says(200, completion({ tool_calls })));
  const { tool_calls: read } = await chatAt(url)(asking({ tools: [READ] }), live);
  expect(read).toEqual([{ id: "a", name: "x", arguments: '{"pr":"#1"}' }]);
});

test.each([
  ["is missing", null],
  ["makes no sense", { prompt_tokens: -3, completion_tokens: "many" }],
  ["is beyond belief", { prompt_tokens: 1e15, completion_tokens: 1 }],
])("where the count of tokens %s, it is guessed from the texts and marked", async (_what, usage) => {
  const { url } = await modelServer(says(200, completion({ content: "x".repeat(400) }, { usage })));

  const answer = await chatAt(url)(asking({ messages: user("y".repeat(4_000)) }), live);

  expect(answer.usage).toEqual({ input_tokens: 1_154, cached_tokens: 0, output_tokens: 115, estimated: true });
  expect(answer.cost_usd).toBeGreaterThan(0);
});

test("a server that claims more cached tokens than tokens is not believed", async () => {
  const usage = { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 99 } };
  const { url } = await modelServer(says(200, completion({ content: "Hm." }, { usage })));

  expect((await chatAt(url)(asking(), live)).usage).toMatchObject({ input_tokens: 10, cached_tokens: 10 });
});

test("a deployment with a name of its own has the price of the model that it is", async () => {
  const { url } = await modelServer(answers("Here."));
  const answer = await chatAt(url)(asking({ model: "our-writer" }), live);

  expect(answer).toMatchObject({
    priced_by: "genai-prices 0.1.8, openai/gpt-5-mini",
    cost_usd: expect.closeTo(0.000065, 9),
  });
});

test("JSON that calls itself plain text is read", async () => {
  const { url } = await modelServer(says(200, completion({ content: "Here." }), { "content-type": "text/plain" }));
  expect(await chatAt(url)(asking(), live)).toMatchObject({ outcome: "answered", text: "Here." });
});

test("a server of one's own gets the limit as max_tokens, OpenAI and Azure as max_completion_tokens", async () => {
  for (const server of ["https://api.openai.com/v1", "https://ours.openai.azure.com/openai/v1"]) {
    expect(limitNameFor({}, server)).toBe("max_completion_tokens");
  }
  const { url, sent } = await modelServer(answers("Here."));
  await chatAt(url)(asking(), live);
  expect(sent[0]?.body).toMatchObject({ model: "gpt-5-mini", max_tokens: 500 });
  expect(Object.keys(sent[0]?.body ?? {}).sort()).toEqual(["max_tokens", "messages", "model", "stream"]);
});

test("a model that wants the limit under its other name gets it, and is not asked again", async () => {
  const message =
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  const error = { message, type: "invalid_request_error", param: "max_tokens", code: "unsupported_parameter" };
  const { url, sent } = await modelServer((response, { body }) =>
    ("max_tokens" in body ? says(400, { error }) : answers("Here."))(response, { body } as never),
  );
  const chat = chatAt(url);

  const answer = await chat(asking(), live);
  expect(answer).toMatchObject({ outcome: "answered", usage: { estimated: false } });
  expect(answer.retries).toEqual([
    { reason: "gpt-5-mini wants max_completion_tokens, not max_tokens.", status: 400, waited_ms: 0 },
  ]);

  expect((await chat(asking(), live)).retries).toEqual([]);
  expect(sent.map(({ body }) => "max_tokens" in body)).toEqual([true, false, false]);
});

test("a server that takes neither name is not asked for ever", async () => {
  const { url, sent } = await modelServer(
    says(400, { error: { message: "max_tokens and max_completion_tokens are not supported" } }),
  );

  expect(await chatAt(url)(asking(), live)).toMatchObject({ outcome: "failed", problem: { kind: "refused_request" } });
  expect(sent).toHaveLength(2);
});
