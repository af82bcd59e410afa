import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Connection } from "../../db/connect.ts";
import { insertCall, listCalls, listCallsAfter, startNode, type NewCall } from "../../db/pipelines/recording.ts";
import { changeRun, noteWorked, takeRun } from "../../db/pipelines/runs.ts";
import type { PipelinesTables, Run } from "../../db/pipelines/tables.ts";
import { apiServer } from "../../pipelines/api/server.ts";
import type { Deps } from "../../pipelines/deps.ts";
import { tookMs } from "../../pipelines/recording/reckoned.ts";
import { openRecording } from "../../pipelines/recording/recording.ts";
import { callDetail, callsAnswer, stepsAnswer } from "../../webhooks/contract/runs.ts";
import { silent, testDatabase, type TestDatabase } from "../support/database.ts";
import { NO_CHECKOUT } from "../support/release.ts";
import { publishedFor, runningRunIn } from "../support/running-run.ts";

const KEY = "a key for tests";
const BEGUN = new Date("2026-11-16T09:00:00Z");

let database: TestDatabase;
let connection: Connection<PipelinesTables>;
let api: ReturnType<typeof apiServer>;

beforeAll(async () => {
  database = await testDatabase();
  connection = connect<PipelinesTables>(database.url("pulse_pipelines"), silent);
  // Safe: these routes read the database, and nothing else.
  const settings = { apiKey: KEY, repositories: [], publicUrl: "http://pipelines.test" };
  api = apiServer({ db: connection.db, log: silent, settings } as unknown as Deps);
  await publishedFor(connection.db);
});

afterAll(async () => {
  await connection?.close();
  await database?.drop();
});

async function ask(path: string): Promise<{ status: number; body: unknown }> {
  const answer = await api.request(`/api/v1${path}`, { headers: { authorization: `Bearer ${KEY}` } });
  return { status: answer.status, body: await answer.json() };
}

const runningRun = (llm_model?: string) => runningRunIn(connection.db, llm_model);

function call(ordinal: number, more: Partial<NewCall> = {}): NewCall {
  return {
    step: 1,
    path: "write",
    ordinal,
    input_digest: "d",
    node: "write",
    kind: "model",
    name: "demo-writer",
    input: { messages: [] },
    output: { text: "said" },
    started_at: BEGUN,
    duration_ms: 1_200,
    input_tokens: 900,
    cached_tokens: 512,
    output_tokens: 80,
    cost_usd: 0.001,
    priced_by: "a table",
    label: "writing Search",
    outcome: "answered",
    retries: 1,
    ...more,
  };
}

test("an answer that comes while everything is being stopped is kept, a failure is not: it may be the stop's own", async () => {
  const [never, place] = [new AbortController().signal, { step: 1, path: "write" }];
  const made = async (outcome: string) => {
    const [run, stop] = [await runningRun(), new AbortController()];
    const ends = { winding: stop.signal, signal: never, keep: <T>(work: Promise<T>) => work };
    const recorder = await openRecording({ db: connection.db, clock: () => new Date() }, run, ends);
    const asked = { kind: "model" as const, name: "m", input: {}, label: "asks", meter: () => ({ outcome }) };
    const live = async () => stop.abort();
    await recorder
      .node("write", place, async (ask) => ({ result: await ask(asked, live), detail: "" }))
      .catch(() => undefined);
    return (await listCalls(connection.db, run.id)).length;
  };

  expect([await made("answered"), await made("failed")]).toEqual([1, 0]);
});

test("a second job takes no run from somebody who works on it; the same one does, and so does any once nobody is heard of", async () => {
  const run = await runningRun();
  const take = async (job_id: string) =>
    (await takeRun(connection.db, run.id, { job_id, now: BEGUN, code: NO_CHECKOUT, unnotedMs: 1_000 }))?.attempt;

  expect(await take(randomUUID())).toBeUndefined();
  expect(await take(run.id)).toBe(2);
  await sql`update pipelines.runs set worked_at = now() - interval '16 seconds' where id = ${run.id}`.execute(
    connection.db,
  );
  expect(await take(randomUUID())).toBe(3);
  await noteWorked(connection.db, { id: run.id, attempt: 3 }, 5_000, false);
  expect(await take(randomUUID())).toBe(4);
});

test("calls side by side take their time once, and time between calls is nobody's", () => {
  const at = (s: number, ms: number) => ({ started_at: new Date(BEGUN.getTime() + s * 1_000), duration_ms: ms });

  expect(tookMs([at(3_600, 1_200), at(0, 2_000), at(1, 3_000), at(1, 500)])).toBe(5_200);
});

test("the calls of a run are listed in the order in which they were finished, without their texts", async () => {
  const run = await runningRun();
  for (const ordinal of [2, 0, 1]) await insertCall(connection.db, run, call(ordinal, { label: `call ${ordinal}` }));

  const { status, body } = await ask(`/runs/${run.id}/calls`);

  const { calls, ...about } = callsAnswer.parse(body);
  expect([status, about]).toEqual([200, { run_id: run.id, attempt: 1 }]);
  expect(calls.map(({ label }) => label)).toEqual(["call 2", "call 0", "call 1"]);
  expect(calls[0]).toMatchObject({ kind: "model", outcome: "answered", attempt: 1, cached_tokens: 512, retries: 1 });
  expect(calls[0]).toMatchObject({ started_at: BEGUN.toISOString(), cost_usd: 0.001, priced_by: "a table" });
  expect(JSON.stringify(body)).not.toContain("said");
});

test("listing calls never reads what went in or came out", async () => {
  const run = await runningRun();
  await insertCall(connection.db, run, call(0));
  const [listed] = await listCallsAfter(connection.db, run.id, 0);
  expect(Object.keys(listed ?? {})).not.toEqual(expect.arrayContaining(["input"]));
  expect(Object.keys(listed ?? {})).not.toEqual(expect.arrayContaining(["output"]));
});

test("whoever has seen some calls asks for the ones after them", async () => {
  const run = await runningRun();
  for (const ordinal of [0, 1, 2]) await insertCall(connection.db, run, call(ordinal));
  const all = callsAnswer.parse((await ask(`/runs/${run.id}/calls`)).body).calls.map(({ seq }) => seq);

  const rest = callsAnswer.parse((await ask(`/runs/${run.id}/calls?after=${all[0]}`)).body);

  expect(rest.calls.map(({ seq }) => seq)).toEqual(all.slice(1));
});

test("one call comes with everything that went in and came out", async () => {
  const run = await runningRun();
  await insertCall(connection.db, run, call(0, { input: { messages: [{ role: "user" }] }, output: { text: "said" } }));
  const [{ seq } = { seq: 0 }] = callsAnswer.parse((await ask(`/runs/${run.id}/calls`)).body).calls;

  const { body } = await ask(`/runs/${run.id}/calls/${seq}`);

  expect(callDetail.parse(body)).toMatchObject({
    seq,
    input: { messages: [{ role: "user" }] },
    output: { text: "said" },
  });
});

test("a call of another run is not this run's", async () => {
  const [run, other] = [await runningRun(), await runningRun()];
  await insertCall(connection.db, other, call(0));
  const [{ seq } = { seq: 0 }] = callsAnswer.parse((await ask(`/runs/${other.id}/calls`)).body).calls;

  expect(await ask(`/runs/${run.id}/calls/${seq}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test.each(["x", "-1", "1.5", "99999999999999999999", "%00"])("there is no call %s", async (seq) => {
  const run = await runningRun();
  expect(await ask(`/runs/${run.id}/calls/${seq}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test.each(["x", "-1", "1e999"])("after=%s is refused", async (after) => {
  const run = await runningRun();
  expect(await ask(`/runs/${run.id}/calls?after=${after}`)).toMatchObject({ status: 422, body: { code: "invalid" } });
});

test("an unknown run has no calls", async () => {
  for (const id of [randomUUID(), "not-an-id"]) {
    for (const path of [`/runs/${id}/calls`, `/runs/${id}/calls/1`]) expect((await ask(path)).status).toBe(404);
  }
});

test("a run of the rules does not wait for what only a model needs", async () => {
  const [rules, model] = [await runningRun("rules"), await runningRun("demo-writer")];
  expect(await stepNames(rules)).not.toEqual(expect.arrayContaining(["lead"]));
  expect(await stepNames(rules)).not.toEqual(expect.arrayContaining(["repair"]));
  expect(await stepNames(model)).toEqual(
    expect.arrayContaining(["write", "tools", "lead", "check", "repair", "render"]),
  );
});

test("once a run has ended, what it never came to is no step of it", async () => {
  const run = await runningRun();
  for (const node of ["resolve", "preflight"]) await startNode(connection.db, run, node, BEGUN);
  expect(await stepNames(run)).toEqual(expect.arrayContaining(["collect", "repair"]));

  await changeRun(connection.db, run, { state: "nothing_to_report", finished_at: BEGUN });

  expect(await stepNames(run)).toEqual(["resolve", "preflight", "report_back"]);
});

async function stepNames({ id }: Run): Promise<string[]> {
  return stepsAnswer.parse((await ask(`/runs/${id}/steps`)).body).steps.map(({ name }) => name);
}
