import { afterAll, beforeAll, expect, test } from "vitest";
import { Validator as OpenApiValidator } from "@seriousme/openapi-schema-validator";
import { createJobs } from "../../db/jobs.ts";
import { findRun, insertRun, type NewRun } from "../../db/pipelines/runs.ts";
import type { Run, Tx } from "../../db/pipelines/tables.ts";
import { OPERATIONS } from "../../pipelines/api/operations.ts";
import { apiServer } from "../../pipelines/api/server.ts";
import type { Deps } from "../../pipelines/deps.ts";
import { RUN } from "../../pipelines/job-names.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { CallsAnswer, RunAnswer } from "../../webhooks/contract/runs.ts";
import { contractSchemas } from "../../webhooks/contract/schemas.ts";
import { silent } from "../support/database.ts";
import { judgesOf, type Description } from "../support/described.ts";
import { MADE_WEEK } from "../support/made-repository.ts";
import { API_KEY } from "../support/pipelines.ts";
import { until } from "../support/until.ts";
import { startListedWorld, type MadeWorld } from "../support/made-world.ts";

let description: Description & { servers: unknown };
let judge: ReturnType<typeof judgesOf>;

let world: MadeWorld;
let database: MadeWorld["database"];
let connection: MadeWorld["connection"];
let github: MadeWorld["github"];
let callbacks: MadeWorld["callbacks"];
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startListedWorld();
  ({ database, connection, github, callbacks, pipelines } = world);
  // Safe: a test below has a stranger look at its shape.
  description = (await (await fetch(`${pipelines.url}/api/v1/openapi.json`)).json()) as typeof description;
  judge = judgesOf(description);
});

afterAll(() => world?.end());

const shop = (more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo: "acme/shop" }],
  date_range: MADE_WEEK,
  ...more,
});

test("every mounted route is described, and every described route is mounted", () => {
  // Safe: mounting asks for the key and hands the rest on.
  const deps = { settings: { apiKey: "key", repositories: [] } } as unknown as Deps;
  const mounted = apiServer(deps)
    .routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/v1/"))
    .map(({ method, path }) => `${method} ${path.slice("/api/v1".length).replace(/:(\w+)/g, "{$1}")}`)
    .filter((route) => route !== "GET /openapi.json");
  expect([...new Set(mounted)].sort()).toEqual(Object.keys(OPERATIONS).sort());
});

test("the description is OpenAPI 3.1 to a stranger, and names each part of an address", async () => {
  const { valid, errors } = await new OpenApiValidator().validate(structuredClone(description));
  expect([valid, errors]).toEqual([true, undefined]);

  expect(description.servers).toEqual([{ url: `${pipelines.url}/api/v1` }]);
  for (const [path, operations] of Object.entries(description.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values(operations)) {
      expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(named);
    }
  }
  const ids = Object.values(description.paths).flatMap((one) =>
    Object.values(one).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(Object.keys(OPERATIONS).length);
});

test("no answer forbids members that a later release may add, and every request does", () => {
  const closed = (part: unknown) => JSON.stringify(part).includes('"additionalProperties":false');
  for (const operation of Object.values(description.paths).flatMap((one) => Object.values(one))) {
    expect([operation.operationId, closed(operation.responses)]).toEqual([operation.operationId, false]);
    expect(operation.requestBody === undefined || closed(operation.requestBody)).toBe(true);
  }
  expect(closed(description.components)).toBe(false);
  expect(closed(contractSchemas().event)).toBe(false);
});

/** Asked as any client does that knows the description alone. */
async function judged<Body>(method: "GET" | "POST", path: string, values: Record<string, string>, body?: unknown) {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);
  const headers = { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" };
  const sent = method === "POST" ? { body: JSON.stringify(body ?? {}) } : {};
  const response = await fetch(`${pipelines.url}/api/v1${address}`, { method, headers, ...sent });
  const [text, { status }] = [await response.text(), response];
  const fault = judge(method, path, { status, text, header: (name) => response.headers.get(name) });
  expect(fault, `${method} ${address}: ${text.slice(0, 500)}`).toBeNull();
  // Safe: it was just held against its description.
  return { status, body: JSON.parse(text) as Body };
}

/** Everything that can be asked about a run and changes nothing, each answer held against the description. */
async function lookAt(id: string): Promise<RunAnswer> {
  const { body: run } = await judged<RunAnswer>("GET", "/runs/{id}", { id });
  await judged("GET", "/runs", {});
  await judged("GET", "/runs/{id}/steps", { id });
  const { body: made } = await judged<CallsAnswer>("GET", "/runs/{id}/calls", { id });
  for (const { seq } of made.calls) await judged("GET", "/runs/{id}/calls/{seq}", { id, seq: String(seq) });
  await judged("GET", "/runs/{id}/calls/{seq}", { id, seq: "999999" });
  await judged("POST", "/runs/{id}/checks", { id }, { markdown: "- Parcels arrive (#1)\n" });
  await judged("GET", "/runs/{id}/wordings/estimate", { id });
  const sha256Of = run.artifact_uri?.split("/").at(-1);
  if (sha256Of) await judged("GET", "/artifacts/{sha256}", { sha256: sha256Of });
  return run;
}

const NOTHING_IN_HAND = { step: null, call: null, calls: [] };

test("a client that knows the description alone follows a run from its acceptance to its end", async () => {
  await github.fault("/repos/acme/slow/pulls", "slow", { delay_ms: 300, times: 2 });
  const { runId } = await pipelines.start({ parameters: shop({ sources: [{ repo: "acme/slow" }] }), callbacks });
  const states = new Set<string>();
  const ended = await until("end of the run", async () => {
    const run = await lookAt(runId);
    states.add(run.state);
    return run.report_back.state === "delivered" && run;
  });

  expect(ended).toMatchObject({ state: "completed", progress: NOTHING_IN_HAND });
  expect([...states].every((state) => ["queued", "running", "completed"].includes(state))).toBe(true);
  await judged("POST", "/runs/{id}/report_back", { id: runId });
  await judged("POST", "/runs/{id}/cancel", { id: runId });
  const whole = { sha256: ended.artifact_uri?.split("/").at(-1) ?? "" };
  const { body } = await judged<{ evidence_sha256: string }>("GET", "/artifacts/{sha256}", whole);
  await judged("GET", "/artifacts/{sha256}", { sha256: body.evidence_sha256 });
});

test("in every state of a run every address answers as described", async () => {
  const slow = shop({ sources: [{ repo: "acme/slow" }] });
  const seen: Record<string, RunAnswer> = {};

  // Accepted, and taken by nobody: as a run looks until a worker is free.
  seen["queued"] = await lookAt(await acceptedRun());
  await github.fault("/repos/acme/slow/pulls", "hang", { times: 3 });
  const held = await started(slow);
  const late = await acceptedRun(held, { limit_ms: 1_000 });
  await work(late);
  await until("request that hangs", async () => {
    const { step, call } = (await pipelines.run(held)).progress;
    return step === "preflight" && call !== null;
  });
  seen["running"] = await lookAt(held);

  for (const id of [held, seen["queued"].id]) await judged("POST", "/runs/{id}/cancel", { id });
  seen["cancelled while it ran"] = await endOf(held);
  seen["cancelled while it waited"] = await endOf(seen["queued"].id);
  seen["timed out"] = await endOf(late);
  seen["failed"] = await endOf(await started(shop({ sources: [{ repo: "acme/gone" }] })));
  seen["nothing to report"] = await endOf(await started(shop(), true));
  seen["completed"] = await endOf(await started(shop()));

  expect(seen["running"].progress).toMatchObject({ step: "preflight", calls: [expect.any(String)] });
  for (const [name, { progress, finished_at }] of Object.entries(seen).slice(2)) {
    expect([name, progress, finished_at]).toMatchObject([name, NOTHING_IN_HAND, expect.any(String)]);
  }
  expect(
    Object.fromEntries(Object.entries(seen).map(([name, { state, problem }]) => [name, problem?.code ?? state])),
  ).toEqual({
    queued: "queued",
    running: "running",
    completed: "completed",
    failed: "not_found",
    "timed out": "timed_out",
    "cancelled while it ran": "cancelled",
    "cancelled while it waited": "cancelled",
    "nothing to report": "nothing_to_report",
  });
});

const started = async (parameters: ParametersInput, dryRun = false) =>
  (await pipelines.start({ parameters, callbacks, dryRun })).runId;

async function endOf(id: string): Promise<RunAnswer> {
  await pipelines.runIs(id, "over", ({ finished_at }) => finished_at !== null);
  const run = await lookAt(id);
  await judged("POST", "/runs/{id}/cancel", { id });
  await judged("POST", "/runs/{id}/report_back", { id });
  return run;
}

/** @param like One that asks for the same. */
async function acceptedRun(like?: string, more: Partial<NewRun> = {}): Promise<string> {
  const run = await findRun(connection.db, like ?? (await started(shop(), true)));
  const id = newId();
  await insertRun(connection.db as Tx, { ...newRunOf(run!), id, idempotency_key: id, ...more });
  return id;
}

async function work(run_id: string): Promise<void> {
  const jobs = createJobs(database.url("pulse_pipelines"), "pipelines", silent);
  await jobs.start();
  await jobs.send(null, RUN, { run_id });
  await jobs.stop();
}

/** What a run is asked for with, without what became of it. */
function newRunOf(run: Run): NewRun {
  const { template_name, template_version, contract_hash, dry_run, parameters, ...row } = run;
  const { request_id, callback_url, sealed_token, idempotency_key, request_digest, deadline_at, limit_ms } = row;
  return {
    id: run.id,
    template_name,
    template_version,
    contract_hash,
    dry_run,
    parameters,
    request_id,
    callback_url,
    sealed_token,
    idempotency_key,
    request_digest,
    deadline_at,
    limit_ms,
  };
}
