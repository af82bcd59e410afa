import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { LeadAnswer, ShareAnswer } from "../../demo/model/answers.ts";
import type { FaultName } from "../../demo/model/faults/fault.ts";
import { NONCE, repair, shareTalk, startTestModel, type TestModel, TOOLS, WRITE_NOW } from "../support/demo-model.ts";
import { type Ask, LEADING, PULLS, READING, WRITING } from "./faulty-talk.ts";

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
const callOf = async (request: Ask) => {
  const [call] = (await choiceOf(request)).message.tool_calls ?? [];
  return call?.type === "function" ? call : expect.fail("No tool was called.");
};

test("prose, refuse, cut, empty and no_usage answer in another way than was asked for", async () => {
  const spoilt = async (fault: FaultName) => {
    await model.fault(fault);
    return ask(WRITING);
  };

  expect((await spoilt("prose")).choices[0]?.message.content).toMatch(/^Here is a short summary/);
  expect((await spoilt("refuse")).choices[0]?.message).toMatchObject({
    content: null,
    refusal: expect.stringContaining("sorry"),
  });
  const cut = (await spoilt("cut")).choices[0]!;
  expect(cut.finish_reason).toBe("length");
  expect(() => JSON.parse(cut.message.content ?? "") as unknown).toThrow();
  expect((await spoilt("empty")).choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "" } });
  expect(await spoilt("no_usage")).not.toHaveProperty("usage");
});

test("two_sentinels gives two answers between the same marks", async () => {
  const marks = `Write your answer now.\nPut the object between BEGIN-REPORT-${NONCE} and END-REPORT-${NONCE}.`;
  await model.fault("two_sentinels");

  const { message } = await choiceOf({ messages: [...shareTalk(PULLS), { role: "user", content: marks }] });

  expect(message.content?.split(`BEGIN-REPORT-${NONCE}`)).toHaveLength(3);
});

test("unknown_tool, broken_arguments and foreign_repository call what must not be called", async () => {
  const spoilt = async (fault: FaultName) => {
    await model.fault(fault);
    return (await callOf(READING)).function;
  };

  expect(await spoilt("unknown_tool")).toEqual({ name: "delete_repository", arguments: '{"repo":"all"}' });
  expect(await spoilt("foreign_repository")).toMatchObject({ arguments: '{"pr":"evil-corp/secrets#1"}' });
  const { arguments: broken } = await spoilt("broken_arguments");
  expect(() => JSON.parse(broken) as unknown).toThrow();
});

test("after two rounds that led nowhere it is ready all the same", async () => {
  const messages = shareTalk([{ ...PULLS[0]!, body: "People know their order number. Closes #7" }]);
  await model.fault("unknown_tool", { times: 2 });
  for (let round = 0; round < 2; round += 1) {
    const call = await callOf({ messages, tools: TOOLS });
    const denied = '{"denied":"There is no such tool."}';
    messages.push({ role: "assistant", tool_calls: [call] }, { role: "tool", tool_call_id: call.id, content: denied });
  }

  expect((await choiceOf({ messages, tools: TOOLS })).message.content).toBe("Ready.");
});

test("same_call asks for the same for ever, each time under another id", async () => {
  await model.fault("same_call");
  const messages = shareTalk(PULLS);
  const made: string[] = [];
  const ids = new Set<string>();
  for (let round = 0; round < 5; round += 1) {
    const call = await callOf({ messages, tools: TOOLS });
    made.push(`${call.function.name} ${call.function.arguments}`);
    ids.add(call.id);
    messages.push({ role: "assistant", tool_calls: [call] }, { role: "tool", tool_call_id: call.id, content: "{}" });
  }

  expect([new Set(made).size, ids.size]).toEqual([1, 5]);
  expect((await report({ messages: [...messages, WRITE_NOW] })).items).toHaveLength(3);
});

test.each<[FaultName, RegExp]>([
  ["wrong_number", /9731/],
  ["wrong_author", /@somebody-else/],
  ["link", /https:\/\/prizes\.example/],
])("%s spoils one text of a report and of an opening, and is mended when it is named", async (fault, stain) => {
  const right = await report(WRITING);
  await model.fault(fault);
  const spoilt = await report(WRITING);
  await model.fault(fault);
  const opening = JSON.parse((await choiceOf(LEADING)).message.content ?? "") as LeadAnswer;

  expect(spoilt.items[0]?.text).toMatch(stain);
  expect(spoilt.items.slice(1)).toEqual(right.items.slice(1));
  expect(opening.intro).toMatch(stain);
  const named = `“${stain.exec(spoilt.items[0]?.text ?? "")?.[0]}” stands in no pull request of its item. Take it out.`;
  const messages = [...WRITING.messages!, ...repair(JSON.stringify(spoilt), [named])];
  const mended = await report({ messages });
  expect(mended).toEqual(right);
});

test("missing forgets one pull request, and a repair that names it puts it back", async () => {
  const right = await report(WRITING);
  await model.fault("missing");
  const spoilt = await report(WRITING);
  const named = "acme/harbor#1190 is missing: put it into exactly one place.";

  expect(JSON.stringify(spoilt)).not.toContain("#1190");
  const messages = [...WRITING.messages!, ...repair(JSON.stringify(spoilt), [named])];
  expect(await report({ messages })).toEqual(right);
});
