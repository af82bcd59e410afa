import { fileURLToPath } from "node:url";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startChild } from "../../base/spawn-child.ts";
import {
  leadTalk,
  repair,
  shareTalk,
  startTestModel,
  type TestModel,
  TOOLS,
  WRITE_NOW,
} from "../support/demo-model.ts";
import { PULLS, SHARE_SCHEMA, refusalOf } from "./asked-model.ts";

let model: TestModel;
beforeAll(async () => {
  model = await startTestModel();
});
afterAll(() => model.close());
beforeEach(async () => {
  await model.mend();
  await model.forget();
});

type Ask = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, "model"> & { model?: string };
const ask = (request: Ask) => model.client.chat.completions.create({ model: "demo-writer", ...request });

test("the openai client lists the one model, and reads about it", async () => {
  const { data } = await model.client.models.list();

  expect(data.map(({ id }) => id)).toEqual(["demo-writer"]);
  expect(await model.client.models.retrieve("demo-writer")).toMatchObject({ object: "model", owned_by: "pulse-demo" });
  expect(await refusalOf(model.client.models.retrieve("gpt-9"))).toMatchObject({
    status: 404,
    code: "model_not_found",
  });
});

test("an answer has the shape that OpenAI's has, counts its tokens and says that it is a stand-in", async () => {
  const answer = await ask({ messages: [...shareTalk(PULLS), WRITE_NOW], response_format: SHARE_SCHEMA });

  expect(answer).toMatchObject({
    object: "chat.completion",
    model: "demo-writer",
    system_fingerprint: "stand-in",
    id: expect.stringMatching(/^chatcmpl-[0-9a-f]{24}$/),
    choices: [{ index: 0, finish_reason: "stop", logprobs: null, message: { role: "assistant", refusal: null } }],
  });
  expect(Math.abs(answer.created - Date.now() / 1_000)).toBeLessThan(60);
  const { usage, choices } = answer;
  expect(usage).toMatchObject({
    completion_tokens: Math.ceil((choices[0]?.message.content?.length ?? 0) / 4),
    total_tokens: (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0),
    prompt_tokens_details: { cached_tokens: 0 },
  });
  expect(usage?.prompt_tokens).toBeGreaterThan(100);
});

test("the same request gets the same answer, another one other ids", async () => {
  const request = { messages: shareTalk(PULLS), tools: TOOLS };

  const [one, two] = [await ask(request), await ask(request)];
  const other = await ask({ ...request, messages: shareTalk(PULLS.slice(0, 2)) });

  expect({ ...one, created: 0 }).toEqual({ ...two, created: 0 });
  expect(other.id).not.toBe(one.id);
});

test("a longer conversation counts what was sent before as cached", async () => {
  const long = PULLS.map((pull, index) => ({ ...pull, body: `${"Every shop sees it. ".repeat(100)}${index}` }));
  const start = [...shareTalk(long), WRITE_NOW];
  const first = await ask({ messages: start });

  const second = await ask({
    messages: [...start, ...repair(first.choices[0]?.message.content ?? "", ["#1204 is missing."])],
  });

  const cached = second.usage?.prompt_tokens_details?.cached_tokens ?? 0;
  expect(cached).toBeGreaterThanOrEqual(1_024);
  expect(cached % 128).toBe(0);
  expect(cached).toBeLessThanOrEqual(first.usage?.prompt_tokens ?? 0);
});

test("an answer longer than the limit of tokens is cut there", async () => {
  const { choices, usage } = await ask({ messages: [...shareTalk(PULLS), WRITE_NOW], max_completion_tokens: 20 });

  expect(choices[0]?.finish_reason).toBe("length");
  expect(usage?.completion_tokens).toBe(20);
});

test("an unknown model is not found", async () => {
  expect(await refusalOf(ask({ model: "gpt-9", messages: shareTalk(PULLS) }))).toMatchObject({
    status: 404,
    code: "model_not_found",
    type: "invalid_request_error",
  });
});

test("what is asked for as a stream comes in pieces that are the whole answer, with its tokens where they are wanted", async () => {
  const asked = { model: "demo-writer", messages: [...shareTalk(PULLS), WRITE_NOW] };
  const { choices, usage } = await ask(asked);
  for (const include_usage of [true, false]) {
    const chunks = [];
    const streaming = { ...asked, stream: true as const, stream_options: { include_usage } };
    for await (const chunk of await model.client.chat.completions.create(streaming)) chunks.push(chunk);
    const said = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "");
    expect(said.filter(Boolean).length).toBeGreaterThan(3);
    expect(said.join("")).toBe(choices[0]?.message.content);
    expect(chunks.at(include_usage ? -2 : -1)?.choices[0]?.finish_reason).toBe("stop");
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(include_usage ? usage?.completion_tokens : undefined);
  }
});

test("look-ups come in a stream as well", async () => {
  const asked = { model: "demo-writer", messages: shareTalk(PULLS), tools: TOOLS };
  const { choices } = await ask(asked);
  const calls: { name: string; arguments: string }[] = [];
  for await (const chunk of await model.client.chat.completions.create({ ...asked, stream: true })) {
    for (const { index, function: called } of chunk.choices[0]?.delta.tool_calls ?? []) {
      const call = (calls[index] ??= { name: "", arguments: "" });
      call.name += called?.name ?? "";
      call.arguments += called?.arguments ?? "";
    }
  }
  const whole = (choices[0]?.message.tool_calls ?? []).map((call) => (call.type === "function" ? call.function : null));
  expect(calls).toEqual(whole);
  expect(calls.length).toBeGreaterThan(0);
});

test("a body that is no JSON, and one without messages, are refused", async () => {
  const send = (body: string) => fetch(`${model.baseUrl}/chat/completions`, { method: "POST", body });

  const broken = await send("{");
  expect([broken.status, await broken.text()]).toEqual([400, expect.stringContaining("could not parse the JSON body")]);
  const answer = await send(JSON.stringify({ model: "demo-writer" }));
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { error: expect.objectContaining({ param: "messages" }) },
  ]);
});

const call = { id: "call_1", type: "function" as const, function: { name: "read_issue", arguments: "{}" } };
test.each<[string, Ask, object]>([
  ["an empty list of tools", { messages: shareTalk(PULLS), tools: [] }, { param: "tools", code: "empty_array" }],
  ["a choice among no tools", { messages: shareTalk(PULLS), tool_choice: "auto" }, { param: "tool_choice" }],
  [
    "an empty list of tool calls",
    { messages: [...shareTalk(PULLS), { role: "assistant", content: "Ready.", tool_calls: [] }] },
    { param: "messages[2].tool_calls", code: "empty_array" },
  ],
  [
    "a tool call that nobody answered",
    { messages: [...shareTalk(PULLS), { role: "assistant", tool_calls: [call] }, WRITE_NOW], tools: TOOLS },
    { param: "messages.[3].role" },
  ],
  [
    "an answer that no tool call asked for",
    { messages: [...shareTalk(PULLS), { role: "tool", tool_call_id: "call_2", content: "{}" }], tools: TOOLS },
    { param: "messages.[2].role" },
  ],
  [
    "json_object in a conversation without the word",
    { messages: [{ role: "user", content: "Hello" }], response_format: { type: "json_object" } },
    { param: "messages" },
  ],
  [
    "a strict schema whose object allows more",
    {
      messages: shareTalk(PULLS),
      response_format: {
        type: "json_schema",
        json_schema: { name: "share", strict: true, schema: { type: "object", properties: {} } },
      },
    },
    { param: "response_format", message: expect.stringContaining("'additionalProperties' is required") },
  ],
  [
    "a conversation beyond the context",
    { messages: [{ role: "user", content: "x".repeat(600_000) }] },
    { code: "context_length_exceeded" },
  ],
])("%s is refused as OpenAI does", async (_what, request, error) => {
  expect(await refusalOf(ask(request))).toMatchObject({ status: 400, ...error });
});

test("the first page says in words that no model is behind it", async () => {
  const page = await (await fetch(model.url)).text();

  expect(page).toContain("There is no model behind it");
  expect((await fetch(`${model.url}/healthz`)).status).toBe(200);
});

test("the log keeps each request without its key, and forgets when asked to", async () => {
  await ask({ messages: shareTalk(PULLS), tools: TOOLS });
  await ask({ messages: leadTalk([]) });
  await refusalOf(ask({ model: "gpt-9", messages: leadTalk([]) }));

  const log = await model.requests();
  expect(log).toMatchObject([
    { job: "reading", status: 200, format: "text", tools: TOOLS.map((tool) => tool.function.name), has_key: true },
    { job: "lead", status: 200, tools: [], fault: null },
    { job: "other", status: 404, request: null },
  ]);
  expect(JSON.stringify(log)).not.toContain("sk-test");
  await model.forget();
  expect(await model.requests()).toEqual([]);
});

test("as a process of its own it tells its address, and ends with its starter", async () => {
  const script = fileURLToPath(new URL("../../demo/model/main.ts", import.meta.url));
  const child = startChild({ name: "demo model", script, env: { PORT: "0" }, restart: false, quiet: true });

  const { url } = await child.ready;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await child.stop();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test("with a key of its own it refuses any other", async () => {
  const strict = await startTestModel({ token: "sk-right" });

  expect(await refusalOf(strict.client.models.list())).toMatchObject({ status: 401, code: "invalid_api_key" });
  const right = new OpenAI({ baseURL: strict.baseUrl, apiKey: "sk-right", maxRetries: 0 });
  expect((await right.models.list()).data).toHaveLength(1);
  await strict.close();
});
