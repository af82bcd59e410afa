import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "../../base/spawn-child.ts";
import { throwAwayFolder } from "../../base/throw-away-folder.ts";
import { measureWindow, type Measured } from "../../demo/quality/measure.ts";
import { windowsIn, type RecordedWindow } from "../../demo/quality/windows.ts";
import { ready, visitor } from "../../demo/walk/browser.ts";

/*
 * By hand: how the whole of Pulse does with a small model on a machine of one's own. Recorded windows are written by the model behind
 * llama.cpp's server, or any other that is named, and every sentence that stands in the model's words is printed beside its titles.
 */

const USAGE = `node test/bench/small-model.ts --data FILE (--server URL --model ID | --binary FILE --weights FILE)
  --server URL      one that runs, up to and with /v1
  --binary FILE     llama.cpp's llama-server, started here with --weights FILE (a GGUF), once for each --context
  --context TOKENS  of the server that is started; several times for several (8192 and 4096)
  --window ID       of the data set; several times for several (its first two)
  --threads N       of the server that is started (2)`;

const OPTIONS = {
  data: { type: "string" },
  server: { type: "string" },
  model: { type: "string", default: "small" },
  binary: { type: "string" },
  weights: { type: "string" },
  context: { type: "string", multiple: true },
  window: { type: "string", multiple: true },
  threads: { type: "string", default: "2" },
} as const;

const CONTEXTS = ["8192", "4096"];
const SECONDS_FOR_AN_ANSWER = "240";
const UP_WITHIN_MS = 60_000;

type Wanted = { data: string; windows: RecordedWindow[]; model: string };
const folder = throwAwayFolder("pulse-bench");
try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  folder.remove();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const { data, server, binary, weights, model } = values;
  if (!data || !existsSync(data) || !(server || (binary && weights))) throw new Error(USAGE);
  const file = resolve(data);
  const all = windowsIn(file, readFileSync(file, "utf8"));
  const windows = values.window ? all.filter(({ id }) => values.window?.includes(id)) : all.slice(0, 2);
  const wanted = { data: file, windows, model };
  if (server) return measured(server, server, wanted);
  for (const context of values.context ?? CONTEXTS) {
    const started = await serverWith(binary!, weights!, context, values.threads);
    try {
      await measured(started.url, `a window of ${context} tokens`, wanted);
    } finally {
      started.process.kill("SIGKILL");
    }
  }
}

async function serverWith(binary: string, weights: string, context: string, threads: string) {
  const port = await freePort();
  const args = ["-m", weights, "-c", context, "-np", "1", "-t", threads, "--host", "127.0.0.1", "--port", String(port)];
  const process = spawn(binary, args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  await untilUp(`${url}/health`, process);
  return { process, url: `${url}/v1` };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address ? address.port : 0;
}

async function untilUp(address: string, server: ChildProcess): Promise<void> {
  for (const giveUpAt = Date.now() + UP_WITHIN_MS; Date.now() < giveUpAt;) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode} before it was up.`);
    const isUp = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("The server was not up within a minute.");
}

async function measured(server: string, what: string, { data, windows, model }: Wanted): Promise<void> {
  const env = {
    PULSE_DATA: join(folder.path, String(Date.now())),
    TMPDIR: folder.path,
    PORT: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "fatal",
    DEMO_GITHUB_DATA: data,
    DEMO_GITHUB_SHIFT: "none",
    OPENAI_BASE_URL: server,
    OPENAI_API_KEY: process.env["OPENAI_API_KEY"],
    LLM_MODELS: model,
    LLM_CALL_SECONDS: SECONDS_FOR_AN_ANSWER,
    LLM_CONTEXT_TOKENS: process.env["LLM_CONTEXT_TOKENS"],
  };
  const launched = startChild({
    name: "launch",
    script: join(import.meta.dirname, "../../launch.ts"),
    env,
    restart: false,
    quiet: true,
  });
  try {
    const at = ready.parse(await launched.ready);
    const visit = visitor(at.url);
    await visit(at.signIn.slice(at.url.length));
    process.stdout.write(`\n${model}, ${what}\n`);
    for (const window of windows) print(window, await measureWindow(at, visit, { window, model }), data);
  } finally {
    await launched.stop();
  }
}

function print({ id, merged }: RecordedWindow, one: Measured, data: string): void {
  const titles = titlesIn(data);
  const facts = [
    `${merged.size} merged`,
    `${one.seconds.toFixed(1)} s`,
    `${one.calls} calls`,
    `${one.tokens.toLocaleString("en")} tokens`,
    `${one.models.length} items in the model's words`,
    `${one.by_rules} lines by the rules instead`,
    `${one.faults} faults, ${one.flags} flags`,
  ];
  process.stdout.write(`\n${id}: ${facts.join(", ")}\n`);
  if (one.degraded ?? one.problem) process.stdout.write(`  ${one.degraded ?? one.problem}\n`);
  for (const { text, prs } of one.models) {
    process.stdout.write(`  ${text}\n${prs.map((pr) => `      ${pr}: ${titles.get(numberOf(pr)) ?? ""}\n`).join("")}`);
  }
}

function numberOf(pr: string): number {
  return Number(pr.split("#")[1]);
}

function titlesIn(data: string): Map<number, string> {
  // Safe: `windowsIn` has read it.
  const { windows } = JSON.parse(readFileSync(data, "utf8")) as {
    windows: { prs: { number: number; title: string }[] }[];
  };
  return new Map(windows.flatMap(({ prs }) => prs.map(({ number, title }) => [number, title] as const)));
}
