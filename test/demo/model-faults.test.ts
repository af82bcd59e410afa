import { once } from "node:events";
import { get, request as httpRequest } from "node:http";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ShareAnswer } from "../../demo/model/answers.ts";
import type { FaultName } from "../../demo/model/faults/fault.ts";
import { type ModelFault, startTestModel, type TestModel, WRITE_NOW } from "../support/demo-model.ts";
import { refusalOf } from "./asked-model.ts";
import { type Ask, LEADING, READING, WRITING } from "./faulty-talk.ts";

const SCHEMA: OpenAI.ResponseFormatJSONSchema = {
  type: "json_schema",
  json_schema: { name: "share", schema: { type: "object" } },
};

let model: TestModel;
beforeAll(async () => {
  model = await startTestModel();
});
afterAll(() => model.close());
beforeEach(async () => {
  await model.mend();
  await model.forget();
});

const ask = (request: Ask, signal?: AbortSignal) =>
  model.client.chat.completions.create({ model: "demo-writer", messages: [], ...request }, { signal });
const choiceOf = async (request: Ask) => (await ask(request)).choices[0]!;
const report = async (request: Ask) => JSON.parse((await choiceOf(request)).message.content ?? "") as ShareAnswer;

test.each<[FaultName, Ask, object]>([
  ["401", WRITING, { status: 401, code: "invalid_api_key" }],
  ["429", WRITING, { status: 429, code: "rate_limit_exceeded" }],
  ["quota", WRITING, { status: 429, code: "insufficient_quota" }],
  ["500", WRITING, { status: 500, type: "server_error" }],
  ["context_too_long", WRITING, { status: 400, code: "context_length_exceeded" }],
  ["no_schema", { ...WRITING, response_format: SCHEMA }, { status: 400, param: "response_format" }],
  [
    "no_json_object",
    { ...WRITING, response_format: { type: "json_object" } },
    { status: 400, param: "response_format" },
  ],
  ["no_tools", READING, { status: 400, message: expect.stringContaining("--enable-auto-tool-choice") }],
])("the fault %s is refused in OpenAI's words, once", async (fault, request, error) => {
  await model.fault(fault);

  expect(await refusalOf(ask(request))).toMatchObject(error);
  expect(await model.faultsAreSpent()).toBe(true);
  expect((await ask(request)).choices).toHaveLength(1);
});

test("429 says when to come back only if it is told to", async () => {
  const header = async (more: ModelFault) => {
    await model.fault("429", more);
    return (await refusalOf(ask(WRITING))).headers?.get("retry-after") ?? null;
  };

  expect(await header({})).toBeNull();
  expect(await header({ retry_after_s: 7 })).toBe("7");
});

test("a fault happens as often as asked for, or for ever, and only to its job", async () => {
  await model.fault("500", { times: 2, job: "lead" });

  expect((await ask(WRITING)).choices).toHaveLength(1);
  expect((await refusalOf(ask(LEADING))).status).toBe(500);
  expect((await refusalOf(ask(LEADING))).status).toBe(500);
  expect((await ask(LEADING)).choices).toHaveLength(1);

  await model.fault("500", { times: -1 });
  for (const request of [READING, WRITING, LEADING, WRITING]) expect((await refusalOf(ask(request))).status).toBe(500);
  const waiting: unknown = await (await fetch(`${model.url}/_demo/faults`)).json();
  expect(waiting).toMatchObject([{ fault: "500", times: -1 }]);
});

test("a fault waits for a request that it can happen to", async () => {
  await model.fault("cites_unknown");
  await model.fault("no_schema");

  expect((await choiceOf(READING)).finish_reason).toBe("tool_calls");
  expect((await refusalOf(ask({ ...LEADING, response_format: SCHEMA }))).status).toBe(400);
  expect((await report(WRITING)).items[0]?.prs).toContain("#999999");
});

test("a fault that there is not is refused with the reason", async () => {
  const answer = await fetch(`${model.url}/_demo/faults`, { method: "POST", body: '{"fault":"earthquake"}' });

  expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining("Invalid option")]);
});

test("hang answers nothing until the client leaves", async () => {
  await model.fault("hang");
  const leave = new AbortController();
  const asked = ask(WRITING, leave.signal);
  const left = expect(asked).rejects.toThrow(OpenAI.APIUserAbortError);
  await expect.poll(() => model.faultsAreSpent()).toBe(true);
  expect(await model.requests()).toEqual([]);

  leave.abort();

  await left;
  await expect
    .poll(async () => (await model.requests()).map(({ status, fault }) => [status, fault]))
    .toEqual([[0, "hang"]]);
});

/** More than any answer that is one. */
const FAR_TOO_MUCH_BYTES = 3_000_000;

test("endless sends bytes until the client leaves", async () => {
  await model.fault("endless");
  const body = JSON.stringify({ model: "demo-writer", ...WRITING });
  const sending = httpRequest(`${model.baseUrl}/chat/completions`, { method: "POST" }).end(body);
  const [answer] = (await once(sending, "response")) as [import("node:http").IncomingMessage];
  let bytes = 0;
  for await (const piece of answer) {
    bytes += (piece as Buffer).length;
    if (bytes > FAR_TOO_MUCH_BYTES) break;
  }

  expect(answer.statusCode).toBe(200);
  expect(bytes).toBeGreaterThan(FAR_TOO_MUCH_BYTES);
  await expect.poll(async () => (await model.requests()).map(({ status }) => status)).toEqual([0]);
});

test("slow waits, then answers as ever", async () => {
  await model.fault("slow", { delay_ms: 120 });
  const started = performance.now();

  const answer = await report(WRITING);

  expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  expect(answer).toEqual(await report(WRITING));
});

test("truncate promises more than it sends", async () => {
  await model.fault("truncate");

  await expect(ask(WRITING)).rejects.toThrow();
  await expect.poll(async () => (await model.requests()).map(({ status }) => status)).toEqual([0]);
});

test("nonsense is a page with status 200", async () => {
  await model.fault("nonsense");
  const answer = await fetch(`${model.baseUrl}/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "demo-writer", ...WRITING }),
  });

  expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([
    200,
    expect.stringContaining("text/html"),
    expect.stringContaining("Bad gateway"),
  ]);
});

test("faults can be taken back", async () => {
  await model.fault("500", { times: -1 });
  await model.mend();

  expect((await ask(WRITING)).choices).toHaveLength(1);
});

test("the server closes although somebody waits for a hanging answer", async () => {
  const other = await startTestModel();
  await other.fault("hang");
  const waiting = expect(
    other.client.chat.completions.create({ model: "demo-writer", messages: [WRITE_NOW] }),
  ).rejects.toThrow();
  await expect.poll(() => other.faultsAreSpent()).toBe(true);

  await other.close();

  await waiting;
  const refused = get(other.url);
  await expect(once(refused, "response")).rejects.toThrow();
});
