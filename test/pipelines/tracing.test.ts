import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { deriveToken } from "../../webhooks/token.ts";
import { KINDS, wayTo, type Told } from "../support/collector.ts";
import { goodWriter } from "../support/model-server.ts";
import { clientOf, eventAt } from "../support/pipelines.ts";
import { TEST_MS, until } from "../support/until.ts";
import {
  type TracedWorld,
  OVER,
  TITLE,
  BIG,
  curious,
  ownCollector,
  ownDatabase,
  startTracedWorld,
  SECRETS,
  SECRET_IN_A_BODY,
  TOKEN_KEY,
  written,
  WISH,
} from "../support/traced-world.ts";

let world: TracedWorld;
let model: TracedWorld["model"];
let callbacks: TracedWorld["callbacks"];
let startPipelines: TracedWorld["startPipelines"];
let startApp: TracedWorld["startApp"];

beforeAll(async () => {
  world = await startTracedWorld();
  ({ model, callbacks, startPipelines, startApp } = world);
});
afterAll(() => world?.stop());

const AGENT =
  "pulse-app POST /updates > pulse-app trigger run > pulse-pipelines POST /api/v1/run_templates/:ref/runs > " +
  "pulse-pipelines invoke_agent what-shipped";
const ASKED_FOR = AGENT.slice(0, AGENT.lastIndexOf(" > "));

test(
  "an update is one trace from the form to GitHub and back, with texts of nobody and no secret in it",
  async () => {
    const [database, collector] = [await ownDatabase(), await ownCollector()];
    const pipelines = await startPipelines(database, collector.env);
    const app = await startApp(database, pipelines, collector.env);
    const { id, markdown } = await written(app);
    await Promise.all([app.stop(), pipelines.stop()]);

    const all = collector.spans();
    const run = all.find(({ name }) => name === "invoke_agent what-shipped")!;
    const trace = all.filter((span) => span.trace === run.trace);
    const ways = new Set(trace.map((span) => wayTo(span, trace)));
    expect([...ways].filter((way) => way.startsWith("nobody"))).toEqual([]);
    const list = "pulse-pipelines execute_tool list_pull_requests > pulse-github tools/call list_pull_requests";
    const look = "pulse-pipelines execute_tool read_pull_request > pulse-github tools/call pull_request_read";
    expect([...ways]).toEqual(
      expect.arrayContaining([
        AGENT,
        `${AGENT} > pulse-pipelines collect > ${list} > pulse-github GET /repos/{owner}/{repo}/pulls`,
        `${AGENT} > pulse-pipelines write > pulse-pipelines chat test-writer`,
        `${AGENT} > pulse-pipelines tools > ${look} > pulse-github GET /repos/{owner}/{repo}/pulls/{pull_number}`,
        `${AGENT} > pulse-pipelines render`,
        `${ASKED_FOR} > pulse-pipelines report_back > pulse-app POST /api/webhooks/pipelines`,
      ]),
    );
    expect(run.attributes).toMatchObject({
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "what-shipped",
      "pulse.update_id": id,
      "pulse.run_state": "completed",
      "gen_ai.request.model": "test-writer",
      "pulse.attempt": 1,
    });
    expectConventions(trace);

    expect(new Set(collector.requests.map(({ path, headers }) => `${path} ${headers["x-key"]}`))).toEqual(
      new Set(["/v1/traces canary for the collector"]),
    );
    expect(markdown).toContain(TITLE);
    const secrets = { ...SECRETS, token: deriveToken(Buffer.from(TOKEN_KEY, "base64"), id, 1), SECRET_IN_A_BODY };
    for (const [name, text] of Object.entries({ ...secrets, TITLE, WISH, header: "canary for the collector" })) {
      expect(collector.payloads().includes(text), name).toBe(false);
    }
    expect(collector.payloads()).not.toMatch(/gen_ai\.(input|output)\.messages|call\.(arguments|result)|[?&]token/);
  },
  TEST_MS,
);

/** @source OpenTelemetry's semantic conventions for generative AI and for MCP. */
function expectConventions(trace: readonly Told[]): void {
  const ofName = (name: string) => trace.filter((span) => span.name === name);
  const [asked] = ofName("chat test-writer").filter(
    ({ attributes }) => attributes["gen_ai.output.type"] === "json" && attributes["pulse.outcome"] === "answered",
  );
  const { hostname, port } = new URL(model.url);
  expect(asked).toMatchObject({
    kind: KINDS.client,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "test-writer",
      "gen_ai.response.model": "test-writer",
      "gen_ai.response.finish_reasons": { values: [{ stringValue: "stop" }] },
      "server.address": hostname,
      "server.port": Number(port),
      "gen_ai.usage.input_tokens": expect.any(Number),
      "gen_ai.usage.output_tokens": expect.any(Number),
    },
  });
  expect(asked?.attributes).not.toHaveProperty("pulse.cost_usd");
  expect(ofName("execute_tool read_pull_request")[0]).toMatchObject({
    kind: KINDS.internal,
    attributes: { "gen_ai.tool.name": "read_pull_request", "gen_ai.tool.call.id": expect.stringMatching(/^call_/) },
  });
  expect(ofName("tools/call pull_request_read")[0]).toMatchObject({
    kind: KINDS.server,
    attributes: {
      "mcp.method.name": "tools/call",
      "gen_ai.tool.name": "pull_request_read",
      "network.transport": "pipe",
    },
  });
  expect(
    ofName("GET /repos/{owner}/{repo}/pulls").map(({ kind, attributes, status }) => [
      kind,
      status,
      attributes["http.response.status_code"],
    ]),
  ).toEqual([
    [KINDS.client, 0, 200],
    // The list has not changed since the preflight, which is no failure.
    [KINDS.client, 0, 304],
    // It does not reach behind the window: the branch may have had another name.
    [KINDS.client, 0, 200],
  ]);
}

test(
  "content that was asked for is JSON of at most 8 KB with the newest message, and what looks like a secret is not in it",
  async () => {
    const [database, collector] = [await ownDatabase(), await ownCollector()];
    const pipelines = await startPipelines(database, { ...collector.env, OTEL_CAPTURE_CONTENT: "true" });
    const { path } = await clientOf(pipelines.url).start({ parameters: BIG, callbacks });
    await eventAt(callbacks, path);
    await pipelines.stop();

    const told = collector.spans().flatMap(({ attributes }) => Object.entries(attributes));
    const texts = (name: string) => told.flatMap(([key, value]) => (key === name ? [String(value)] : []));
    const inputs = texts("gen_ai.input.messages");
    for (const text of inputs) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8 * 1024);
      expect(JSON.parse(text)).toMatchObject([{ role: "system" }, { role: "user" }, ...JSON.parse(text).slice(2)]);
    }
    expect(inputs.some((text) => text.includes("…"))).toBe(true);
    expect(inputs.some((text) => JSON.parse(text).at(-1).parts[0].type === "tool_call_response")).toBe(true);
    expect(texts("gen_ai.output.messages").join()).toContain("read_pull_request");
    expect(texts("gen_ai.output.messages").join()).toContain(TITLE);
    expect(texts("gen_ai.tool.call.arguments").join()).toContain("acme");
    expect(texts("gen_ai.tool.call.result").join()).toContain(TITLE);
    for (const [name, text] of Object.entries({ ...SECRETS, SECRET_IN_A_BODY })) {
      expect(collector.payloads().includes(text), name).toBe(false);
    }
  },
  TEST_MS,
);

test(
  "what an attempt answers from its recording is a number on its nodes, in the same trace",
  async () => {
    const [database, collector] = [await ownDatabase(), await ownCollector()];
    // So long it waits for an answer that is paid for when it is asked to stop.
    const first = await startPipelines(database, { ...collector.env, LLM_CALL_SECONDS: "10" });
    let asked = 0;
    model.model = (question) => {
      if (question.job !== "lead") return curious(question);
      asked += 1;
      // The first process never gets its answer.
      return asked === 1 ? { raw: () => undefined } : goodWriter(question);
    };
    onTestFinished(() => void (model.model = curious));
    const { path } = await clientOf(first.url).start({ parameters: OVER, callbacks });
    await until("question about the opening", () => asked === 1);
    const nodes = (name: string) => collector.spans().filter((span) => span.name === name);
    const [collected] = await until("span of the first attempt", () => nodes("collect").length > 0 && nodes("collect"));
    await startPipelines(database, collector.env);
    await first.stop();
    // A process that is stopped lets go of its runs; on a busy machine another one has to notice by itself.
    await eventAt(callbacks, path);
    const isSecond = ({ attributes }: Told) => attributes["pulse.attempt"] === 2;
    const done = await until("end of the second attempt", () => nodes("invoke_agent what-shipped").find(isSecond));

    const [asking] = nodes("POST /api/v1/run_templates/:ref/runs");
    expect(done).toMatchObject({ status: 0, trace: collected!.trace, parent: asking!.id });
    const below = (span: Told) => collector.spans().filter(({ parent }) => parent === span.id);
    const collect = below(done).find(({ name }) => name === "collect")!;
    expect(collected!.attributes).toMatchObject({ "pulse.calls": 4, "pulse.replayed": 0 });
    expect(collect.attributes).toMatchObject({ "pulse.calls": 4, "pulse.replayed": 4 });
    expect(below(collect)).toEqual([]);
    const live = below(done)
      .flatMap(below)
      .map(({ name }) => name);
    expect(live).toEqual(["chat test-writer"]);
  },
  TEST_MS,
);
