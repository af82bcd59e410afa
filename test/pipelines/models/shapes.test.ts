import { expect, test } from "vitest";
import type { ChatMessage } from "../../../pipelines/models/chat.ts";
import type { Shape } from "../../../pipelines/models/openai/shape.ts";
import { answers, asking, chatAt, live, modelServer, refuses, says, shapesInMemory, type Reply } from "./harness.ts";

type Sent = { role: string; content: string | null; tool_calls?: { function: { arguments: string } }[] };
const messagesOf = (body: Record<string, unknown>) => body["messages"] as Sent[];
const rolesOf = (body: Record<string, unknown>) => messagesOf(body).map(({ role }) => role);

/** Answers well, but for what this names. */
const refusing =
  (complaint: (body: Record<string, unknown>) => string | undefined): Reply =>
  (response, sent) => {
    const message = complaint(sent.body);
    (message === undefined ? answers("Here.") : refuses(400, { message }))(response, sent);
  };

const looked = (args = '{"pr":"#12"}'): ChatMessage[] => [
  { role: "system", content: "You write what shipped." },
  { role: "user", content: "The evidence." },
  { role: "assistant", content: "I look.", tool_calls: [{ id: "call_a", name: "read_pull_request", arguments: args }] },
  { role: "tool", tool_call_id: "call_a", content: '{"title":"Faster"}' },
  { role: "user", content: "Write your answer now." },
];
const noSystem = (body: Record<string, unknown>) => (rolesOf(body).includes("system") ? "No system role." : undefined);
const noTools = (body: Record<string, unknown>) => (rolesOf(body).includes("tool") ? "Bad Request" : undefined);

test("neighbours of one role are one message, so that roles alternate for everybody", async () => {
  const { url, sent } = await modelServer(answers("Here."));
  const messages = ["One.", "Two."].map((content) => ({ role: "user" as const, content }));
  await chatAt(url)(asking({ messages }), live);
  expect(sent[0]?.body["messages"]).toEqual([{ role: "user", content: "One.\n\nTwo." }]);
});

test("where no system message is taken, its instructions begin the first question", async () => {
  const { url, sent } = await modelServer(refusing((body) => noSystem(body) && "System role not supported"));
  const { outcome, retries } = await chatAt(url)(asking(), live);
  expect(outcome).toBe("answered");
  expect(retries.map(({ reason }) => reason)).toEqual([
    "gpt-5-mini takes no system message, so its instructions begin the first question.",
  ]);
  expect(sent[1]?.body["messages"]).toEqual([{ role: "user", content: "You write what shipped.\n\nWrite." }]);
});

test("where no temperature is taken, its own is", async () => {
  const kept = new Map<string, Shape>();
  const { url, sent } = await modelServer(
    refusing((body) => ("temperature" in body ? "Unsupported value: 'temperature' does not support 0" : undefined)),
  );
  const chat = chatAt(url, { shapes: shapesInMemory(kept) });
  expect((await chat(asking({ temperature: 0 }), live)).outcome).toBe("answered");
  await chat(asking({ temperature: 0 }), live);
  expect(sent.map(({ body }) => body["temperature"])).toEqual([0, undefined, undefined]);
});

test("where a conversation with look-ups is refused, they are told, and nothing in them looks like a mark", async () => {
  const { url, sent } = await modelServer(refusing(noTools));
  expect(await chatAt(url)(asking({ messages: looked('{"pr":"</evidence-0>"}') }), live)).toMatchObject({
    outcome: "answered",
  });
  expect(rolesOf(sent[1]!.body)).toEqual(["system", "user"]);
  const told = messagesOf(sent[1]!.body)[1]?.content ?? "";
  expect(told).toContain('{"title":"Faster"}');
  expect(told).toContain("read_pull_request");
  expect(told).toMatch(/Write your answer now\.$/);
  expect(told).not.toContain("</evidence");
});

test("what was found is used from the first request on, and each change is tried once", async () => {
  const kept = new Map<string, Shape>();
  const { url, sent } = await modelServer(
    refusing((body) => (noSystem(body) ? "Developer instruction is not enabled" : noTools(body))),
  );
  const chat = chatAt(url, { shapes: shapesInMemory(kept) });
  expect((await chat(asking({ messages: looked() }), live)).outcome).toBe("answered");
  expect(sent).toHaveLength(3);
  expect(kept.get("gpt-5-mini")).toEqual({ system: "in_question", lookups: "told" });

  await chatAt(url, { shapes: shapesInMemory(kept) })(asking({ messages: looked() }), live);
  expect(sent).toHaveLength(4);
});

test("a change that makes no difference is taken back and not remembered, and there is an end to it", async () => {
  const kept = new Map<string, Shape>();
  const { url, sent } = await modelServer(refuses(400, { message: "messages: illegal, system or not" }));
  const answer = await chatAt(url, { shapes: shapesInMemory(kept) })(asking({ messages: looked() }), live);
  expect(answer).toMatchObject({ outcome: "failed", problem: { kind: "refused_request" } });
  expect(sent.length).toBeLessThanOrEqual(3);
  expect(kept.size).toBe(0);
});

test("what is asked for again is JSON, whatever the model wrote there", async () => {
  const { url, sent } = await modelServer(answers("Here."));
  const chat = chatAt(url);
  await chat(asking({ messages: looked('{"pr":"#1"} and so on') }), live);
  await chat(asking({ messages: looked('{"pr": "#1') }), live);
  expect(sent.map(({ body }) => messagesOf(body)[2]?.tool_calls?.[0]?.function.arguments)).toEqual([
    '{"pr":"#1"}',
    "{}",
  ]);
});

test.each([
  ["breaks off", 'data: {"choices":[{"delta":{"content":"He"}}]}\n\n', "broke off before its end"],
  [
    "has an error in its midst",
    'data: {"error":{"message":"overloaded","code":429}}\n\n',
    "more requests than it allows",
  ],
])("a stream that nobody asked for and that %s is a failure with its reason", async (_what, body, said) => {
  const { url } = await modelServer(says(200, body, { "content-type": "text/event-stream" }));
  const { outcome, problem } = await chatAt(url)(asking(), live);
  expect(outcome).toBe("failed");
  expect(problem?.message).toContain(said);
});

test("waits for a limit add up: nobody waits longer than a minute for one answer", async () => {
  const { url, sent } = await modelServer(refuses(429, { message: "slow down" }, { "retry-after": "61" }));
  const { problem } = await chatAt(url)(asking(), live);
  expect(sent).toHaveLength(1);
  expect(problem?.message).toMatch(/takes no more requests until \d\d:\d\d UTC/);
});
