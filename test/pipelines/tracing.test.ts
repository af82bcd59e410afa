import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startDemoSlack } from "../../demo/slack/server.ts";
import { githubChild } from "../../pipelines/github/spawn.ts";
import { deriveToken } from "../../webhooks/token.ts";
import { startCallbacks, type Callbacks } from "../support/callbacks.ts";
import { KINDS, startCollector, wayTo, type Collector, type Told } from "../support/collector.ts";
import { testDatabase, type TestDatabase } from "../support/database.ts";
import { startTestGithub, type TestGithub } from "../support/demo-github.ts";
import { MADE_WEEK, makeRepositories, pulls } from "../support/made-repository.ts";
import { forkMain, type MainProcess } from "../support/main-process.ts";
import { goodWriter, startModelServer, type Model, type ModelServer } from "../support/model-server.ts";
import { machineEnv } from "../support/machine.ts";
import { API_KEY, clientOf, eventAt, SIGNING_KEY } from "../support/pipelines.ts";
import { signedInVisitor } from "../support/spawn-launch.ts";
import { TEST_MS, until } from "../support/until.ts";

const TITLE = "Canary of a title";
const WISH = "Canary of a wish";
/** Has the shape of a real one, so that it is known as a secret wherever it stands. */
const SECRET_IN_A_BODY = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
const TOKEN_KEY = Buffer.alloc(32, 9).toString("base64");
const SECRETS = {
  GITHUB_TOKEN: "canary-for-github",
  OPENAI_API_KEY: "sk-canary-for-the-model",
  PULSE_API_KEY: API_KEY,
  WEBHOOK_SIGNING_KEYS: SIGNING_KEY,
  SLACK_BOT_TOKEN: "xoxb-canary",
  WEBHOOK_TOKEN_KEY: TOKEN_KEY,
  OTEL_EXPORTER_OTLP_HEADERS: "x-key=canary%20for%20the%20collector",
};

let github: TestGithub;
let slack: Awaited<ReturnType<typeof startDemoSlack>>;
let model: ModelServer;
let callbacks: Callbacks;
let repositories: ReturnType<typeof makeRepositories>;

beforeAll(async () => {
  const bodied = { ...pulls(1)[0]!, title: `feat: ${TITLE}`, body: `It reads ${SECRET_IN_A_BODY} from its file.` };
  repositories = makeRepositories({
    "acme/shop": [bodied, ...pulls(6).slice(1)],
    "acme/big": [bodied, ...pulls(90).slice(1)],
  });
  [github, slack, model, callbacks] = await Promise.all([
    startTestGithub(repositories.files),
    startDemoSlack({ token: SECRETS.SLACK_BOT_TOKEN }),
    startModelServer(curious),
    startCallbacks(),
  ]);
});

afterAll(async () => {
  await Promise.all([github?.close(), slack?.stop(), model?.close(), callbacks?.close()]);
  repositories?.remove();
});

/** Looks one thing up before it writes. */
const curious: Model = (question) =>
  question.phase === "reading" && question.looked.length === 0
    ? { calls: [{ name: "read_pull_request", arguments: { pr: "#1" } }] }
    : goodWriter(question);

const OVER = { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK, custom_prompt: WISH };
/** Its prompts are longer than what is kept of them. */
const BIG = { ...OVER, sources: [{ repo: "acme/big" }] };

async function startPipelines(database: TestDatabase, env: Record<string, string>): Promise<MainProcess> {
  const { GITHUB_TOKEN, OPENAI_API_KEY, PULSE_API_KEY, WEBHOOK_SIGNING_KEYS } = SECRETS;
  const started = await forkMain("pipelines/main.ts", {
    GITHUB_TOKEN,
    OPENAI_API_KEY,
    PULSE_API_KEY,
    WEBHOOK_SIGNING_KEYS,
    LLM_MODELS: "test-writer",
    DATABASE_URL: database.url("pulse_pipelines"),
    GITHUB_API_URL: github.url,
    OPENAI_BASE_URL: model.url,
    ...env,
  });
  onTestFinished(started.stop);
  return started;
}

async function startApp(database: TestDatabase, pipelines: MainProcess, env: Record<string, string>) {
  const { SLACK_BOT_TOKEN, PULSE_API_KEY, WEBHOOK_SIGNING_KEYS, WEBHOOK_TOKEN_KEY } = SECRETS;
  const started = await forkMain("app/main.ts", {
    SLACK_BOT_TOKEN,
    PULSE_API_KEY,
    WEBHOOK_SIGNING_KEYS,
    WEBHOOK_TOKEN_KEY,
    PIPELINES_URL: pipelines.url,
    DATABASE_URL: database.url("pulse_app"),
    SLACK_API_URL: `${slack.url}/api/`,
    ...env,
  });
  onTestFinished(started.stop);
  return started;
}

async function ownDatabase(): Promise<TestDatabase> {
  const database = await testDatabase();
  onTestFinished(database.drop);
  return database;
}

async function ownCollector(): Promise<Collector & { env: Record<string, string> }> {
  const collector = await startCollector();
  onTestFinished(collector.close);
  const { OTEL_EXPORTER_OTLP_HEADERS } = SECRETS;
  return { ...collector, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_HEADERS } };
}

/** An update from the form to its text. */
async function written(app: MainProcess): Promise<{ id: string; markdown: string }> {
  const visit = await signedInVisitor(app);
  const dates = { preset: "dates", from: "2026-03-02", to: "2026-03-08", time_zone: "UTC" };
  const brief = { repo: "acme/shop", base_branch: "main", channel: "C0ENG", custom_prompt: WISH };
  const place = await visit("/updates", { ...dates, ...brief });
  const id = /[0-9a-f-]{36}/.exec(place)?.[0] ?? "";
  const look = async () => (await visit(`/updates/${id}/status`)).includes(`"state":"in_review"`);
  await until("update in review", look);
  return { id, markdown: await visit(`/updates/${id}/markdown`) };
}

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

/** Tells on standard error what of OpenTelemetry a process loads. pg-boss brings the empty interface by itself. */
const WATCH = `--import=data:text/javascript,${encodeURIComponent(
  'import{registerHooks}from"node:module";registerHooks({resolve(name,at,next){if(/opentelemetry(?!\\/api)/.test(name))process.stderr.write(`LOADS ${name}\\n`);return next(name,at)}})',
)}`;

test(
  "without an endpoint nothing is sent, and no process even loads the library",
  async () => {
    const [database, collector] = [await ownDatabase(), await ownCollector()];
    const { OTEL_EXPORTER_OTLP_HEADERS } = SECRETS;
    const env = { OTEL_EXPORTER_OTLP_HEADERS, NODE_OPTIONS: WATCH };
    const pipelines = await startPipelines(database, { ...env, OTEL_CAPTURE_CONTENT: "true" });
    const app = await startApp(database, pipelines, env);
    await written(app);
    await Promise.all([app.stop(), pipelines.stop()]);
    expect(collector.requests).toEqual([]);
    expect(app.log()).not.toContain("LOADS");
    expect(pipelines.log()).not.toContain("LOADS");
    expect(await loadsOfReader({ NODE_OPTIONS: WATCH })).not.toContain("LOADS");

    // And so that the watching can be trusted:
    expect(await loadsOfReader({ NODE_OPTIONS: WATCH, ...collector.env })).toContain("LOADS @opentelemetry/sdk-trace");
  },
  TEST_MS,
);

/** What the GitHub reader says when it is started and let go at once. */
async function loadsOfReader(env: Record<string, string>): Promise<string> {
  const script = join(import.meta.dirname, "../../pipelines/github/serve.ts");
  const reader = spawn(process.execPath, [script], { env: { ...machineEnv(), ...env } });
  let said = "";
  reader.stderr.setEncoding("utf8").on("data", (text: string) => void (said += text));
  reader.stdin.end();
  await once(reader, "close");
  return said;
}

test(
  "a collector that is not there costs one line in the log, and no run",
  async () => {
    const database = await ownDatabase();
    const { OTEL_EXPORTER_OTLP_HEADERS } = SECRETS;
    const nowhere = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_EXPORTER_OTLP_HEADERS };
    const pipelines = await startPipelines(database, { ...nowhere, LOG_LEVEL: "warn" });
    const { path } = await clientOf(pipelines.url).start({ parameters: OVER, callbacks });

    expect(await eventAt(callbacks, path)).toMatchObject({ type: "run.completed" });
    await pipelines.stop();
    const lines = pipelines
      .log()
      .split("\n")
      .filter((line) => line.includes("collector"));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 40, collector: "127.0.0.1:9" });
    expect(lines[0]).not.toContain("canary");
  },
  TEST_MS,
);

test("the GitHub reader is handed the collector's address and headers where there is one, and nothing else of it", () => {
  const namesFor = (tracing: { endpoint: string; headers: string } | null) => {
    const { env = {} } = githubChild({ token: null, apiUrl: "http://127.0.0.1:9", tracing });
    return Object.keys(env).filter((name) => name.startsWith("OTEL") && env[name] !== undefined);
  };

  expect(namesFor({ endpoint: "http://127.0.0.1:9", headers: "x-key=1" })).toEqual([
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_HEADERS",
  ]);
  expect(namesFor(null)).toEqual([]);
});
