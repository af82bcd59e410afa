import { afterAll, beforeAll, expect, test } from "vitest";
import type { Results } from "../../../webhooks/contract/events.ts";
import { startCallbacks, type Callbacks } from "../../support/callbacks.ts";
import { testDatabase, type TestDatabase } from "../../support/database.ts";
import { startTestGithub, type TestGithub } from "../../support/demo-github.ts";
import { createGate, startGatedGithub, type Gate } from "../../support/gate.ts";
import { MADE_WEEK, makeRepositories, pulls } from "../../support/made-repository.ts";
import {
  goodShare,
  goodWriter,
  inForm,
  startModelServer,
  type ModelServer,
  type Reply,
  type Question,
} from "../../support/model-server.ts";
import { eventAt, startPipelines, type Pipelines } from "../../support/pipelines.ts";
import { until } from "../../support/until.ts";

/** Enough for three writers side by side; a run of theirs makes this many requests to GitHub and the model. */
const PULLS = 260;
const REQUESTS = 23;
/** In the suite every second of them is the last one; SHOW_TABLE=1 takes all. */
const EVERY = process.env["SHOW_TABLE"] ? 1 : 2;
const calls = Array.from({ length: REQUESTS }, (_, index) => index + 1).filter((call) => call % EVERY === 0);
/** Each works four runs at once, and more only where two came at the same moment: together all of them. */
const PROCESSES = Math.ceil(calls.length / 4);

const runs = calls.map((call) => `r${String(call).padStart(2, "0")}`);
const gate: Gate = createGate();
let database: TestDatabase;
let repositories: ReturnType<typeof makeRepositories>;
let github: TestGithub;
let gated: { url: string; close: () => Promise<void> };
let model: ModelServer;
let callbacks: Callbacks;
let processes: Pipelines[] = [];

beforeAll(async () => {
  repositories = makeRepositories(Object.fromEntries(["r00", ...runs].map((name) => [`acme/${name}`, pulls(PULLS)])));
  github = await startTestGithub(repositories.files);
  [database, gated, callbacks] = await Promise.all([
    testDatabase(),
    startGatedGithub(github.url, gate),
    startCallbacks(),
  ]);
  model = await startModelServer(async (question) => {
    const [repo = ""] = question.task.repositories ?? [];
    await gate.pass(
      repo.split("/")[1] ?? "",
      `${question.job} ${question.evidence[0]?.pr ?? ""} ${question.messages.length}`,
    );
    return writer(question);
  });
  processes = await start();
});

afterAll(async () => {
  await Promise.all(processes.map((one) => one.stop()));
  await Promise.all([gated?.close(), github?.close(), model?.close(), callbacks?.close()]);
  await database?.drop();
  repositories?.remove();
});

/** Looks two things up, and puts a link into its first answer, which the checks find: a repair round follows. */
function writer(question: Question): Reply {
  if (question.phase === "reading" && question.looked.length === 0) {
    const [first, second] = question.evidence;
    return { calls: [first, second].map((pull) => ({ name: "read_pull_request", arguments: { pr: pull?.pr } })) };
  }
  if (question.job === "lead" || question.phase === "reading" || question.repairs > 0) return goodWriter(question);
  const share = goodShare(question);
  if (question.evidence.some(({ pr }) => pr === "#1")) share.items[0]!.text += ", see https://evil.example/more";
  return inForm(question, share);
}

function start(): Promise<Pipelines[]> {
  const env = { OPENAI_BASE_URL: model.url, LLM_MODELS: "test-writer", LLM_CALL_SECONDS: "60" };
  const where = { databaseUrl: database.url("pulse_pipelines"), githubUrl: gated.url, env };
  return Promise.all(Array.from({ length: PROCESSES }, () => startPipelines(where)));
}

async function begin(name: string) {
  const parameters = { sources: [{ repo: `acme/${name}` }], date_range: MADE_WEEK, max_iterations: 2 };
  return processes[0]!.start({ parameters, callbacks });
}

async function resultsOf(path: string): Promise<Results> {
  const event = await eventAt(callbacks, path);
  if (event.type !== "run.completed") throw new Error(`The run ended as ${event.type}.`);
  return event.results;
}

test("killed at any of its calls, a run goes on by itself: the same report, and each finished call made once", async () => {
  const control = await begin("r00");
  const expected = await resultsOf(control.path);
  const usual = gate.made("r00");
  const total = [...usual.values()].reduce((sum, count) => sum + count, 0);
  expect(total).toBe(REQUESTS);
  expect(expected.metrics.repair_rounds).toBe(1);
  expect(expected.degraded).toBeNull();

  runs.forEach((name, index) => gate.hold(name, calls[index]!));
  const started = await Promise.all(runs.map(async (name) => ({ name, ...(await begin(name)) })));
  await until("request of each run that is being held", () => gate.held().length === runs.length);
  for (const one of processes) one.kill();
  processes = await start();

  const table: string[] = [];
  for (const { name, path } of started) {
    const results = await resultsOf(path);
    const again = [...gate.made(name)].filter(([what, count]) => count !== usual.get(what));
    expect(textOf(results, name), name).toEqual(textOf(expected, "r00"));
    // The one in flight, and no other, was made once more.
    expect(
      again.map(([what, count]) => [what, count - (usual.get(what) ?? 0)]),
      name,
    ).toEqual([[again[0]?.[0], 1]]);
    expect(callbacks.at(path)).toHaveLength(1);
    table.push(`${name.slice(1)}  ${again.map(([what]) => what).join(" + ")}`);
  }
  if (process.env["SHOW_TABLE"]) process.stdout.write(`\n${table.join("\n")}\n`);
});

function textOf({ summary_message, report, ledger }: Results, name: string): string {
  return JSON.stringify({ summary_message, report, ledger })
    .replaceAll(name, "RUN")
    .replaceAll(`R${name.slice(1)}`, "RUN");
}
