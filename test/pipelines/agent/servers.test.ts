import { LLMock, type FixtureResponse } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentHouse, type AgentHouse } from "../../support/agent-run.ts";
import { startTestModel, type TestModel } from "../../support/demo-model.ts";
import { pulls } from "../../support/made-repository.ts";
import {
  goodShare,
  goodWriter,
  inForm,
  type Question,
  questionOf,
  type Reply,
  type WireRequest,
} from "../../support/model-server.ts";
import { week } from "../../support/pulls.ts";
import { demoData } from "../text/windows.ts";

const SHOP = { "acme/shop": pulls(8) };
const unsupported = (what: string) => ({
  error: { message: `${what} is not supported`, type: "invalid_request_error", param: "response_format" },
  status: 400,
});

describe("with a server that others wrote", () => {
  const mock = new LLMock({ port: 0 });
  let house: AgentHouse;
  let answer: (question: Question) => FixtureResponse = (question) => said(goodWriter(question));
  const asked: Question[] = [];

  beforeAll(async () => {
    await mock.start();
    mock.on({ predicate: () => true }, (request) => {
      // Safe: what our own client sends.
      const question = { ...questionOf(request as unknown as WireRequest), number: asked.length };
      asked.push(question);
      return answer(question);
    });
    house = await agentHouse(SHOP, {
      OPENAI_BASE_URL: `${mock.url}/v1`,
      LLM_MODELS: "gpt-5-mini,old-writer,plain-writer,deaf-writer,slow-starter",
    });
  });
  afterAll(async () => {
    await house?.close();
    await mock.stop();
  });

  async function run(model: string, how: typeof answer) {
    asked.length = 0;
    answer = how;
    return house.run("acme/shop", goodWriter, { llm_model: model });
  }
  const rungs = () => asked.filter(({ job, phase }) => job === "share" && phase === "writing").map(({ rung }) => rung);

  test("it reads, writes to the schema, and opens the message", async () => {
    const { results } = await run("gpt-5-mini", (question) =>
      question.phase === "reading" && question.looked.length === 0
        ? said({ calls: [{ name: "read_pull_request", arguments: { pr: "#1" } }] })
        : said(goodWriter(question)),
    );
    expect(results.degraded).toBeNull();
    expect(asked.map(({ job, phase }) => `${job} ${phase}`)).toEqual([
      "share reading",
      "share reading",
      "share writing",
      "lead writing",
    ]);
    expect(asked[1]?.looked.join()).toContain("add export of orders");
    expect(results.metrics).toMatchObject({ model_calls: 4 });
  });

  test.each([
    ["old-writer", ["json_schema"], ["json_schema", "json_object"]],
    ["plain-writer", ["json_schema", "json_object"], ["json_schema", "json_object", "text"]],
  ])("%s steps down the ladder once, and the next run begins where it ended", async (model, refused, steps) => {
    const how = (question: Question) =>
      question.phase === "writing" && refused.includes(question.rung)
        ? unsupported(`response_format ${question.rung}`)
        : said(goodWriter(question));
    expect((await run(model, how)).results.degraded).toBeNull();
    expect(rungs()).toEqual(steps);
    expect((await run(model, how)).results.degraded).toBeNull();
    expect(rungs()).toEqual(steps.slice(-1));
  });

  test("a server that ignores the form is asked again with what was wrong, and then stepped down from", async () => {
    const { results } = await run("deaf-writer", (question) =>
      question.phase === "writing" && question.rung === "json_schema"
        ? said({ text: "Many things shipped!" })
        : said(goodWriter(question)),
    );
    expect(results.degraded).toBeNull();
    expect(rungs()).toEqual(["json_schema", "json_schema", "json_object"]);
  });

  test("one answer of no use is no incapacity: the next run begins with the same form", async () => {
    let slips = 1;
    const how = (question: Question) =>
      question.phase === "writing" && slips-- > 0 ? said({ text: "Sure! Here it comes." }) : said(goodWriter(question));
    expect((await run("slow-starter", how)).results.degraded).toBeNull();
    expect(rungs()).toEqual(["json_schema", "json_schema"]);
    expect((await run("slow-starter", how)).results.degraded).toBeNull();
    expect(rungs()).toEqual(["json_schema"]);
  });

  test("a fault is mended in one round, and a line that stays wrong is written by the rules", async () => {
    const broken = (question: Question): Reply => {
      const share = goodShare(question);
      share.items[0]!.text += " https://evil.example/x";
      return inForm(question, share);
    };
    const isFirst = ({ job, phase, repairs }: Question) => job === "share" && phase === "writing" && repairs === 0;
    const mended = await run("gpt-5-mini", (question) =>
      said(isFirst(question) ? broken(question) : goodWriter(question)),
    );
    expect([mended.results.degraded, mended.results.metrics.repair_rounds]).toEqual([null, 1]);

    const never = await run("gpt-5-mini", (question) =>
      said(question.job === "share" && question.phase === "writing" ? broken(question) : goodWriter(question)),
    );
    expect(never.results.degraded).toBeNull();
    expect(never.results.replaced.map(({ what, prs }) => `${what} ${prs.length}`)).toEqual(["sentence 1"]);
    expect(never.results.replaced[0]?.because).toContain("evil.example");
    expect(never.results.metrics.repair_rounds).toBe(2);
    expect(never.results.summary_message).not.toContain("evil");
  });
});

function said(reply: Reply): FixtureResponse {
  if ("calls" in reply) {
    return { toolCalls: reply.calls.map(({ name, arguments: args }) => ({ name, arguments: JSON.stringify(args) })) };
  }
  if ("json" in reply) return { content: JSON.stringify(reply.json) };
  return { content: "text" in reply ? reply.text : "" };
}

describe("with the demo model", () => {
  let model: TestModel;
  let house: AgentHouse;

  beforeAll(async () => {
    model = await startTestModel();
    const prices = '{"demo-writer": {"input": 0, "output": 0}}';
    const env = {
      OPENAI_BASE_URL: model.baseUrl,
      LLM_MODELS: "demo-writer",
      LLM_STAND_IN: "true",
      LLM_PRICES: prices,
    };
    house = await agentHouse(SHOP, env, [demoData("harbor")]);
  });
  afterAll(async () => {
    await house?.close();
    await model?.close();
  });
  const run = (more = {}) => house.run("acme/harbor", goodWriter, { date_range: week, ...more });
  const modelCalls = ({ calls }: Awaited<ReturnType<typeof run>>) =>
    calls.filter(({ kind }) => kind === "model").map(({ outcome }) => outcome);

  test("it looks things up, writes and opens, without a finding", async () => {
    const whole = await run();
    expect(whole.results.degraded).toBeNull();
    expect(whole.results.findings).toEqual([]);
    expect(modelCalls(whole)).toContain("called_tools");
    expect(whole.results.metrics).toMatchObject({ cost_usd: 0, repair_rounds: 0 });
    expect(whole.results.metrics.tool_calls).toBeGreaterThan(2);
  });

  test("tone, type and wishes change what it writes", async () => {
    const texts = await Promise.all(
      [
        {},
        { tone: "warm" },
        { tone: "terse" },
        { tone: "celebratory" },
        { analysis_type: "risk_review" },
        { custom_prompt: "No intro, please." },
        { custom_prompt: "At most 3 items." },
        { custom_prompt: "Leave out fixes." },
      ].map(async (more) => (await run(more)).results.summary_message),
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  test("of another repository it has nothing recorded: the rules write, and the update says why", async () => {
    const { results, calls } = await house.run("acme/shop", goodWriter);
    expect(results.degraded).toEqual({
      reason:
        "The rules wrote this text. The model declined: “I have nothing recorded for acme/shop. " +
        "Set OPENAI_API_KEY for a model that reads yours”.",
      tried: [],
    });
    expect(results.summary_message).toContain("Add export of orders");
    expect(calls.filter(({ kind }) => kind === "model").map(({ outcome }) => outcome)).toEqual(["refused"]);
  });

  test.each<[string, Parameters<TestModel["fault"]>[0]]>([
    ["takes no schema", "no_schema"],
    ["takes no tools", "no_tools"],
    ["cites what is not there", "cites_unknown"],
    ["makes up a number", "wrong_number"],
    ["names a stranger", "wrong_author"],
    ["puts a link into a text", "link"],
    ["forgets a pull request", "missing"],
    ["is cut once", "cut"],
    ["says nothing once", "empty"],
    ["asks for an unknown tool", "unknown_tool"],
    ["writes broken arguments", "broken_arguments"],
    ["asks for a foreign repository", "foreign_repository"],
    ["does not count its tokens", "no_usage"],
    ["has trouble once", "500"],
  ])("when it %s, it gets there all the same", async (_what, fault) => {
    await model.fault(fault);
    const { results } = await run();
    expect(results.degraded).toBeNull();
    expect(results.findings.filter(({ severity }) => severity === "fault")).toEqual([]);
    await model.mend();
  });
});
