import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  leadTalk,
  NONCE,
  type Pull,
  shareTalk,
  startTestModel,
  type TestModel,
  TOOLS,
  WRITE_NOW,
} from "../support/demo-model.ts";
import { PULLS, SHARE_SCHEMA } from "./asked-model.ts";

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

test("with tools, it reads what is unclear in parallel, then one thing closer and an issue, then it is ready", async () => {
  const talk = shareTalk(PULLS);
  const rounds: string[][] = [];
  for (let round = 0; round < 4; round += 1) {
    const { choices } = await ask({ messages: talk, tools: TOOLS });
    const [choice] = choices;
    const made = choice?.message.tool_calls?.flatMap((each) => (each.type === "function" ? [each] : [])) ?? [];
    if (made.length === 0) {
      expect(choice).toMatchObject({ finish_reason: "stop", message: { content: "Ready." } });
      break;
    }
    expect(choice).toMatchObject({ finish_reason: "tool_calls", message: { content: null } });
    rounds.push(made.map(({ function: { name, arguments: input } }) => `${name} ${input}`));
    const results = made.map(({ id }) => ({ role: "tool" as const, tool_call_id: id, content: '{"body":"More."}' }));
    talk.push({ role: "assistant", tool_calls: made }, ...results);
  }

  expect(rounds).toEqual([
    ['read_pull_request {"pr":"#1221"}', 'read_pull_request {"pr":"#1204"}'],
    ['read_diff {"pr":"#1221","path":null}', 'read_issue {"issue":"#7"}'],
  ]);
});

test("it never asks for a tool that is not offered, nor for an issue of another repository", async () => {
  const foreign: Pull[] = [{ ...PULLS[0]!, body: "Fixes evil-corp/secrets#4, which everybody wanted." }];
  const issues = TOOLS.filter((tool) => tool.function.name === "read_issue");

  expect((await ask({ messages: shareTalk(foreign), tools: issues })).choices[0]?.message.content).toBe("Ready.");
  const none = await ask({ messages: shareTalk(PULLS), tools: TOOLS, tool_choice: "none" });
  expect(none.choices[0]?.message.content).toBe("Ready.");
});

test("with several repositories, references carry their repository", async () => {
  const title = "feat(parcels): search by order number";
  const web: Pull = { ...PULLS[0]!, pr: "acme/harbor-web#653", title };
  const brief = { repositories: ["acme/harbor", "acme/harbor-web"] };

  const { choices } = await ask({ messages: shareTalk([web], brief), tools: TOOLS });

  expect(choices[0]?.message.tool_calls).toMatchObject([{ function: { arguments: '{"issue":"acme/harbor-web#7"}' } }]);
});

test("each rung of the ladder gets its form: bare JSON, or JSON between the run's marks", async () => {
  const marks = {
    role: "user" as const,
    content: `Write your answer now.\nPut the object between a line BEGIN-REPORT-${NONCE} and a line END-REPORT-${NONCE}.`,
  };
  const contentOf = async (request: Ask) => (await ask(request)).choices[0]?.message.content ?? "";

  const bySchema = await contentOf({ messages: [...shareTalk(PULLS), WRITE_NOW], response_format: SHARE_SCHEMA });
  const byObject = await contentOf({
    messages: [...shareTalk(PULLS), WRITE_NOW],
    response_format: { type: "json_object" },
  });
  const byMarks = await contentOf({ messages: [...shareTalk(PULLS), marks] });

  const report: unknown = JSON.parse(bySchema);
  expect(JSON.parse(byObject)).toEqual(report);
  const [, inside = ""] = /^BEGIN-REPORT-0123456789abcdef\n(.*)\nEND-REPORT-0123456789abcdef$/m.exec(byMarks) ?? [];
  expect(JSON.parse(inside)).toEqual(report);
});

test("a conversation that is none of Pulse's gets one friendly sentence, and one that cannot be read says where", async () => {
  const hello = await ask({ messages: [{ role: "user", content: "Say OK." }] });
  const [system, user] = shareTalk(PULLS);
  const content = String(user?.content).replace('"must":true', '"must":"very"');
  const broken = await ask({ messages: [system!, { role: "user", content }, WRITE_NOW] });

  expect(hello.choices[0]?.message.content).toContain("stand-in without a model");
  expect(broken.choices[0]?.message.content).toContain("evidence, line 3, must");
});

test("a script is said word for word, each line once, to the job that it is for", async () => {
  await model.script([
    { job: "lead", content: "Not JSON." },
    { tool_calls: [{ name: "read_issue", arguments: '{"issue":"#1"}' }] },
  ]);

  const reading = await ask({ messages: shareTalk(PULLS), tools: TOOLS });
  const lead = await ask({ messages: leadTalk([]) });
  const again = await ask({ messages: leadTalk([]) });

  expect(reading.choices[0]?.message.tool_calls).toMatchObject([{ function: { arguments: '{"issue":"#1"}' } }]);
  expect(lead.choices[0]?.message.content).toBe("Not JSON.");
  expect(again.choices[0]?.message.content).toContain("intro");
});
