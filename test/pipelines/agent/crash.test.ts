import { afterAll, beforeAll, expect, test } from "vitest";
import type { Results } from "../../../webhooks/contract/events.ts";
import type { ContinuationAnswer, ContinueRequest } from "../../../webhooks/contract/continuation.ts";
import type { CallsAnswer } from "../../../webhooks/contract/runs.ts";
import { startCallbacks, type Callbacks } from "../../support/callbacks.ts";
import { testDatabase, type TestDatabase } from "../../support/database.ts";
import { startTestGithub, type TestGithub } from "../../support/demo-github.ts";
import { createGate, isPaid, startGatedGithub, type Gate } from "../../support/gate.ts";
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
import { eventAt, startPipelines, type Client, type Pipelines } from "../../support/pipelines.ts";
import { TEST_MS, until } from "../../support/until.ts";
import { giveNoMoreTime, openReservations } from "./run-rows.ts";

/** Enough for three writers side by side; a run of theirs makes this many requests to GitHub and the model. */
const PULLS = 340;
const REQUESTS = 36;
/** In the suite every fourth of them is the last one; SHOW_TABLE=1 takes all. */
const EVERY = process.env["SHOW_TABLE"] ? 1 : 4;
const calls = Array.from({ length: REQUESTS }, (_, index) => index + 1).filter((call) => call % EVERY === 0);
const runs = calls.map((call) => `r${String(call).padStart(2, "0")}`);
/** A process is asked to stop while a run waits for these answers of its model, counted from 1: while three writers ask, and later. */
const ASKED = process.env["SHOW_TABLE"] ? [1, 3, 5, 9, 10] : [2, 10];

/**
 * Each works four runs at once, and more only where two came at the same moment: together all of them. One more than are asked to
 * stop while they wait, so that one ends at once.
 */
const PROCESSES = Math.max(Math.ceil(calls.length / 4), ASKED.length + 1);

const LATE = "r99";

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1).padStart(2, "0")}`);
const stopped = named("s", ASKED.length);
const gate: Gate = createGate();
let database: TestDatabase;
let repositories: ReturnType<typeof makeRepositories>;
let github: TestGithub;
let gated: { url: string; close: () => Promise<void> };
let model: ModelServer;
let callbacks: Callbacks;
let processes: Pipelines[] = [];
/** Of a run that nothing happens to. */
let expected: Results;

beforeAll(async () => {
  repositories = makeRepositories(
    Object.fromEntries(["r00", LATE, ...runs, ...stopped].map((name) => [`acme/${name}`, pulls(PULLS)])),
  );
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

function where(more: Record<string, string> = {}) {
  const env = { OPENAI_BASE_URL: model.url, LLM_MODELS: "test-writer", LLM_CALL_SECONDS: "60", ...more };
  return { databaseUrl: database.url("pulse_pipelines"), githubUrl: gated.url, env };
}

function start(count = PROCESSES): Promise<Pipelines[]> {
  return Promise.all(Array.from({ length: count }, () => startPipelines(where(), false, TEST_MS)));
}

async function begin(name: string, at: Client = processes[0]!) {
  const parameters = { sources: [{ repo: `acme/${name}` }], date_range: MADE_WEEK, max_iterations: 2 };
  return at.start({ parameters, callbacks });
}

/** As many as requests were made: each call is one. */
async function recordedCalls(runId: string): Promise<number> {
  const { body } = await processes[0]!.get<CallsAnswer>(`/runs/${runId}/calls`);
  return body.calls.filter(({ kind }) => kind === "model" || kind === "tool").length;
}

const show = (line: string): void => void (process.env["SHOW_TABLE"] && process.stdout.write(`${line}\n`));
const seconds = (from: number, to = Date.now()): string => `${((to - from) / 1_000).toFixed(1)} s`;

async function resultsOf(path: string): Promise<Results> {
  const event = await eventAt(callbacks, path);
  if (event.type !== "run.completed") throw new Error(`The run ended as ${event.type}.`);
  return event.results;
}

test("killed at any of its calls, a run goes on by itself: the same report, and each recorded call made once", async () => {
  const undisturbed = await begin("r00");
  expected = await resultsOf(undisturbed.path);
  const usual = gate.made("r00");
  const total = [...usual.values()].reduce((sum, count) => sum + count, 0);
  expect(total).toBe(REQUESTS);
  expect(await recordedCalls(undisturbed.runId)).toBe(REQUESTS);
  expect(expected.metrics.repair_rounds).toBe(1);
  expect(expected.degraded).toBeNull();

  runs.forEach((name, index) => gate.hold(name, calls[index]!));
  const started = await Promise.all(runs.map(async (name) => ({ name, ...(await begin(name)) })));
  await until("run of each that waits with all behind it recorded", async () => {
    const recorded = await Promise.all(started.map(({ runId }) => recordedCalls(runId)));
    return started.every(({ name }, index) => gate.held(name).length > 0 && recorded[index] === calls[index]! - 1);
  });
  const inFlight = new Map(runs.map((name) => [name, gate.held(name)]));
  const killedAt = Date.now();
  for (const one of processes) one.kill();
  for (const name of runs) gate.release(name);
  processes = await start();
  const upAt = Date.now();

  for (const { name, path } of started) {
    const results = await resultsOf(path);
    const again = [...gate.made(name)].flatMap(([what, count]) =>
      Array.from({ length: count - (usual.get(what) ?? 0) }, () => what),
    );
    expect(textOf(results, name), name).toEqual(textOf(expected, "r00"));
    // Those in flight, and no other, were made once more.
    expect(again.sort(), name).toEqual(inFlight.get(name)?.sort());
    expect(callbacks.at(path)).toHaveLength(1);
    const onAt = gate.cameAfter(name, killedAt) ?? Infinity;
    show(`${name.slice(1)}  on ${seconds(killedAt, onAt)} after the kill  ${again.join(" + ")}`);
  }
  show(`all up ${seconds(killedAt, upAt)} after the kill`);
  expect(await openReservations(database)).toBe(0);
});

test("asked to stop, a process waits for the answers that are paid for: no call to a model is made twice", async () => {
  const usual = gate.made("r00");
  stopped.forEach((name, index) => gate.hold(name, ASKED[index]!, true));
  const started = await Promise.all(stopped.map(async (name) => ({ name, ...(await begin(name)) })));
  await until("request of each run that is being held", () => stopped.every((name) => gate.held(name).length > 0));

  const stoppedAt = Date.now();
  const ending = processes.map((one) => one.stop());
  await until("end of what is not held", async () => {
    const answers = await Promise.all(
      processes.map((one) =>
        one.get("/runs").then(
          () => true,
          () => false,
        ),
      ),
    );
    return answers.filter(Boolean).length <= stopped.length && answers.includes(false);
  });
  for (const name of stopped) gate.release(name);
  await Promise.all(ending);
  show(`all ended ${seconds(stoppedAt)} after the stop`);
  const startedAt = Date.now();
  processes = await start(2);

  for (const { name, path } of started) {
    const results = await resultsOf(path);
    const again = [...gate.made(name)].filter(([what, count]) => isPaid(what) && count !== usual.get(what));
    expect(again, name).toEqual([]);
    expect(textOf(results, name), name).toEqual(textOf(expected, "r00"));
    show(`${name}  on ${seconds(startedAt, gate.cameAfter(name, startedAt) ?? startedAt)} after the start`);
  }
  expect(await openReservations(database)).toBe(0);
});

test("a run whose time is over keeps the answer that is on its way, and pays for no call again when it is continued", async () => {
  gate.hold(LATE, 2, true);
  const { runId, path } = await begin(LATE);
  await until("request that is being held", () => gate.held(LATE).length > 0);
  await giveNoMoreTime(database, runId);
  gate.release(LATE);
  expect(await eventAt(callbacks, path)).toMatchObject({ type: "run.failed", problem: { code: "timed_out" } });

  const [client] = processes;
  const made = await recordedCalls(runId);
  const { body: offer } = await client!.get<ContinuationAnswer>(`/runs/${runId}/continuation`);
  expect(offer.calls.kept).toBe(made);
  expect(offer.calls.likely).toBeGreaterThan(made);
  show(`${LATE}  ${made} calls kept of ${offer.calls.likely}`);

  for (const again of ["/again-2", "/again-3"]) {
    const asked = { callback_url: callbacks.url(again), webhook_token: "t".repeat(43) };
    const answers = await Promise.all([again, again].map((key) => continued(runId, asked, key)));
    expect(answers).toMatchObject([{ status: 202, body: { run_id: runId } }, { status: 202 }]);
    expect(await continued(runId, { ...asked, webhook_token: "u".repeat(43) }, again)).toMatchObject({ status: 422 });
    expect(textOf(await resultsOf(again), LATE)).toEqual(textOf(expected, "r00"));
    expect(callbacks.at(again)).toHaveLength(1);
  }

  expect(gate.made(LATE)).toEqual(gate.made("r00"));
  expect(await openReservations(database)).toBe(0);
});

function continued(runId: string, asked: ContinueRequest, key: string) {
  return processes[0]!.post(`/runs/${runId}/continuation`, asked, { "idempotency-key": key });
}

function textOf({ summary_message, report, ledger }: Results, name: string): string {
  return JSON.stringify({ summary_message, report, ledger })
    .replaceAll(name, "RUN")
    .replaceAll(`R${name.slice(1)}`, "RUN");
}
