import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { githubChild } from "../../pipelines/github/spawn.ts";
import { machineEnv } from "../support/machine.ts";
import { clientOf, eventAt } from "../support/pipelines.ts";
import { TEST_MS } from "../support/until.ts";
import {
  startTracedWorld,
  SECRETS,
  type TracedWorld,
  OVER,
  ownCollector,
  ownDatabase,
  written,
} from "../support/traced-world.ts";

let world: TracedWorld;
let callbacks: TracedWorld["callbacks"];
let startPipelines: TracedWorld["startPipelines"];
let startApp: TracedWorld["startApp"];

beforeAll(async () => {
  world = await startTracedWorld();
  ({ callbacks, startPipelines, startApp } = world);
});
afterAll(() => world?.stop());

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
