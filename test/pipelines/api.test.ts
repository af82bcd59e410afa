import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Validator as OpenApiValidator } from "@seriousme/openapi-schema-validator";
import { z } from "zod";
import { connect, type Connection } from "../../db/connect.ts";
import { createJobs } from "../../db/jobs.ts";
import { findRun, insertRun, type NewRun } from "../../db/pipelines/runs.ts";
import type { PipelinesTables, Run, Tx } from "../../db/pipelines/tables.ts";
import { OPERATIONS } from "../../pipelines/api/operations.ts";
import { apiServer } from "../../pipelines/api/server.ts";
import type { Deps } from "../../pipelines/deps.ts";
import { RUN } from "../../pipelines/job-names.ts";
import { canonicalJson, sha256 } from "../../webhooks/contract/digest.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { evidencePreview, type EvidencePreview } from "../../webhooks/contract/evidence.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import { problemDetails, type ProblemDetails } from "../../webhooks/contract/problem.ts";
import type { RepositoryAnswer } from "../../webhooks/contract/repositories.ts";
import { templateAnswer, type CallsAnswer, type RunAnswer, type ValidateAnswer } from "../../webhooks/contract/runs.ts";
import { contractSchemas } from "../../webhooks/contract/schemas.ts";
import { startCallbacks, type Callbacks } from "../support/callbacks.ts";
import { silent, testDatabase, type TestDatabase } from "../support/database.ts";
import { judgesOf, type Description } from "../support/described.ts";
import { startTestGithub, type TestGithub } from "../support/demo-github.ts";
import { MADE_WEEK, makeRepositories, pulls } from "../support/made-repository.ts";
import {
  API_KEY,
  eventAt,
  RUNS,
  startPipelines,
  triggerOf,
  type Answered,
  type Pipelines,
} from "../support/pipelines.ts";
import { until } from "../support/until.ts";

const TEMPLATE = "/run_templates/what-shipped";
const DAY_MS = 24 * 3_600_000;

let database: TestDatabase;
let connection: Connection<PipelinesTables>;
let repositories: ReturnType<typeof makeRepositories>;
let github: TestGithub;
let callbacks: Callbacks;
let pipelines: Pipelines;
let description: Description & { servers: unknown };
let judge: ReturnType<typeof judgesOf>;

beforeAll(async () => {
  database = await testDatabase();
  connection = connect<PipelinesTables>(database.url("pulse_pipelines"), silent);
  repositories = makeRepositories({ "acme/shop": pulls(12), "acme/slow": pulls(5), "acme/secret": pulls(1) });
  github = await startTestGithub(repositories.files);
  callbacks = await startCallbacks();
  pipelines = await startPipelines({
    databaseUrl: database.url("pulse_pipelines"),
    githubUrl: github.url,
    env: { GITHUB_REPOSITORIES: "acme/Shop acme/slow acme/gone", CALLBACK_ORIGINS: callbacks.url("") },
  });
  // Safe: a test below has a stranger look at its shape.
  description = (await (await fetch(`${pipelines.url}/api/v1/openapi.json`)).json()) as typeof description;
  judge = judgesOf(description);
});

afterAll(async () => {
  await pipelines?.stop();
  await Promise.all([github?.close(), callbacks?.close(), connection?.close()]);
  await database?.drop();
  repositories?.remove();
});

const shop = (more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo: "acme/shop" }],
  date_range: MADE_WEEK,
  ...more,
});

test("without the right key every address of the API is closed, the description excepted", async () => {
  for (const headers of [{ authorization: "" }, { authorization: "Bearer of bad news, and of the wrong key" }]) {
    for (const path of ["/run_templates", "/runs", "/nowhere"]) {
      expectProblem(await pipelines.ask("GET", `/api/v1${path}`, undefined, headers), 401, "unauthorized");
    }
  }
  expect((await fetch(`${pipelines.url}/api/v1/openapi.json`)).status).toBe(200);
  expect((await fetch(`${pipelines.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${pipelines.url}/readyz`)).status).toBe(200);
});

test("an address that does not exist is a problem document, as is a method that an address does not take", async () => {
  expectProblem(await pipelines.get("/nowhere"), 404, "not_found");
  expectProblem(await pipelines.ask("GET", "/nowhere"), 404, "not_found");
  expectProblem(await pipelines.ask("DELETE", "/api/v1/runs"), 405, "method_not_allowed");
});

test("an id, a digest or a filter of the wrong form is the reader's problem, never ours", async () => {
  const odd = ["not-an-id", "-".repeat(36), "0".repeat(36), "%00", "%F0%9F%92%A5"];
  for (const path of odd.flatMap((id) => [`/runs/${id}`, `/runs/${id}/steps`, `/evidence/${id}`, `/artifacts/${id}`])) {
    expectProblem(await pipelines.get(path), 404, "not_found", path);
  }
  for (const action of ["cancel", "report_back"]) {
    expectProblem(await pipelines.post(`/runs/not-an-id/${action}`), 404, "not_found");
  }
  for (const query of ["limit=0", "limit=many", "state=lost"]) {
    expectProblem(await pipelines.get(`/runs?${query}`), 422, "invalid", query);
  }
});

test("a body that is not JSON is refused in words", async () => {
  for (const body of ["", "{", "sources=acme/shop"]) {
    expectProblem(await pipelines.post(`${TEMPLATE}/evidence`, body), 400, "bad_request", body);
  }
});

test.each([
  ["20,000 levels", `{"parameters":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, "64 levels"],
  ["20,000 objects in each other", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`, "64 levels"],
  ["100,000 values", `{"parameters":[${"0,".repeat(100_000)}0]}`, "10,000 values"],
  [
    "5,000 keys",
    JSON.stringify(Object.fromEntries([...Array(5_000).keys()].map((n) => [`k${n}`, n]))),
    "1,000 members",
  ],
])("a body of %s is refused before it is read into shapes", async (_what, body, most) => {
  for (const path of [`${TEMPLATE}/evidence`, `${TEMPLATE}/validate`, "/budget/stop", `/runs/${randomUUID()}/checks`]) {
    const { status, body: answer } = await pipelines.post(path, body);
    expect([status, answer]).toMatchObject([413, { code: "too_large" }]);
    expect(JSON.stringify(answer)).toContain(`The body has more than ${most}`);
  }
});

test("a body that is wrong in hundreds of places is told of some of them", async () => {
  const { status, body } = await pipelines.post(`${TEMPLATE}/evidence`, {
    parameters: shop({ ignored_prs: Array(400).fill("#1") }),
  });
  expect(status).toBe(422);
  const { details = [], detail } = problemDetails.parse(body);
  expect(details).toHaveLength(20);
  expect(detail).toContain("(and 399 more)");
});

test("a text to be checked has the length of every text, and a sentence when it has not", async () => {
  const { status, body } = await pipelines.post(`/runs/${randomUUID()}/checks`, { markdown: "x".repeat(52_310) });
  expect([status, body]).toMatchObject([422, { code: "invalid" }]);
  expect(JSON.stringify(body)).toContain("The text has 52,310 characters; 40,000 fit.");
});

test("a body of more than 1 MiB is refused, whether or not it says its size", async () => {
  const large = JSON.stringify({ parameters: shop({ context: "x".repeat(1024 * 1024) }) });
  expectProblem(await pipelines.post(`${TEMPLATE}/validate`, large), 413, "too_large");

  const piece = new TextEncoder().encode("x".repeat(300_000));
  const stream = ReadableStream.from(Array.from({ length: 4 }, () => piece));
  const headers = { authorization: `Bearer ${API_KEY}` };
  const streamed = { method: "POST", headers, body: stream, duplex: "half" } as RequestInit;
  expect((await fetch(`${pipelines.url}/api/v1${TEMPLATE}/validate`, streamed)).status).toBe(413);
});

test("text that no database keeps is refused with the field", async () => {
  for (const custom_prompt of ["null \u0000 character", "half of an emoji \ud83d"]) {
    const answer = await pipelines.post(`${TEMPLATE}/evidence`, { parameters: shop({ custom_prompt }) });
    const problem = expectProblem(answer, 422, "invalid");
    expect(problem.details).toEqual([expect.objectContaining({ path: "parameters.custom_prompt" })]);
  }
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

test("a run template is found by name, by version and by tag, and each time it is the same one", async () => {
  const { body } = await pipelines.get<{ run_templates: unknown[] }>("/run_templates");
  const [only] = z.array(templateAnswer).length(1).parse(body.run_templates);

  expect(only).toMatchObject({ name: "what-shipped", version: 1, tags: ["production"] });
  expect(only?.hash).toMatch(/^[0-9a-f]{64}$/);
  for (const ref of ["what-shipped", "what-shipped@1", "what-shipped:production", "what-shipped%3Aproduction"]) {
    expect((await pipelines.get(`/run_templates/${ref}`)).body).toEqual(only);
  }
});

test("an unknown run template is a problem that says where to look, whatever is asked of it", async () => {
  for (const ref of ["nothing", "what-shipped@2", "what-shipped@0", "what-shipped:beta", "what-shipped@1x", "a%00b"]) {
    const problem = expectProblem(await pipelines.get(`/run_templates/${ref}`), 404, "not_found", ref);
    expect(problem.remedy).toContain("/api/v1/run_templates");
  }
  expectProblem(await pipelines.get("/run_templates/nothing/schema"), 404, "not_found");
  for (const what of ["evidence", "validate", "runs"]) {
    expectProblem(await pipelines.post(`/run_templates/nothing/${what}`), 404, "not_found");
  }
});

test("the schema of a template is the contract's, as JSON Schema", async () => {
  const { body } = await pipelines.get(`${TEMPLATE}/schema`);
  expect(body).toEqual(JSON.parse(JSON.stringify(contractSchemas())));
});

const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
const nextWeek = new Date(Date.now() + 8 * DAY_MS).toISOString();
const inverted = { since: MADE_WEEK.until, until: MADE_WEEK.since };

test.each<[string, unknown, [path: string, code: string][]]>([
  ["nothing at all", null, [["parameters", "invalid_type"]]],
  ["an unknown key", { ...shop(), colour: "red" }, [["parameters", "unrecognized_keys"]]],
  ["no source", shop({ sources: [] }), [["parameters.sources", "too_small"]]],
  ["a bad repository", shop({ sources: [{ repo: "shop" }] }), [["parameters.sources.0.repo", "invalid_format"]]],
  ["an unknown model", shop({ llm_model: "oracle" }), [["parameters.llm_model", "unknown_model"]]],
  [
    "a window that has not begun",
    shop({ date_range: { since: tomorrow, until: nextWeek } }),
    [["parameters.date_range.since", "future"]],
  ],
  ["a window that ends first", shop({ date_range: inverted }), [["parameters.date_range.until", "custom"]]],
  [
    "a repository that may not be read",
    shop({ sources: [{ repo: "acme/secret" }] }),
    [["parameters.sources.0.repo", "not_allowed"]],
  ],
  [
    "the same repository twice",
    shop({ sources: [{ repo: "acme/shop" }, { repo: "Acme/Shop", base_branch: "main" }] }),
    [["parameters.sources.1.repo", "twice"]],
  ],
  [
    "all of it together",
    {
      ...shop({ llm_model: "oracle", date_range: inverted, max_iterations: 99 }),
      sources: [{ repo: "acme/secret" }, { repo: "shop" }, { repo: "acme/shop" }, { repo: "acme/shop" }],
      colour: "red",
    },
    [
      ["parameters", "unrecognized_keys"],
      ["parameters.date_range.until", "custom"],
      ["parameters.llm_model", "unknown_model"],
      ["parameters.max_iterations", "too_big"],
      ["parameters.sources.0.repo", "not_allowed"],
      ["parameters.sources.1.repo", "invalid_format"],
      ["parameters.sources.3.repo", "twice"],
    ],
  ],
])("validation tells every fault of %s and writes nothing", async (_what, parameters, expected) => {
  const before = await rowCounts();
  const { status, body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters });

  expect(status).toBe(200);
  expect(body.compatible).toBe(false);
  expect(body.details.map(({ path, code }) => [path, code]).sort()).toEqual(expected);
  for (const { message, fix } of body.details) expect([message, fix]).toEqual([isSentence, isSentence]);
  expect(await rowCounts()).toEqual(before);
});

test("validation shows what would be run", async () => {
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters: shop() });

  expect(body).toMatchObject({ compatible: true, details: [] });
  expect(body.resolved).toMatchObject({
    template: { name: "what-shipped", version: 1 },
    timeframe: MADE_WEEK,
    llm_model: "rules",
  });
});

test("without dates a run would read the last seven days", async () => {
  const parameters = { sources: [{ repo: "acme/shop" }] };
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters });

  const { since, until: end } = body.resolved!.timeframe;
  expect(Date.parse(end) - Date.parse(since)).toBe(7 * DAY_MS);
  expect(Math.abs(Date.parse(end) - Date.now())).toBeLessThan(60_000);
});

test("a policy that names one field keeps the template's others", async () => {
  const { body: template } = await pipelines.get<{ spec: { policy: object } }>(TEMPLATE);
  const parameters = shop({ policy: { docs: "cite" } });
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters });

  expect(template.spec.policy).toMatchObject({ docs: "group", dependencies: "group" });
  expect(body.resolved?.policy).toEqual({ ...template.spec.policy, docs: "cite" });
});

test("what may be read here is offered though it is not in the token's own list, and what is not there is not", async () => {
  await github.fault("/user/repos", "empty");

  const { body } = await pipelines.get<RepositoryAnswer>("/repositories");

  expect(body.repositories).toEqual(
    ["acme/shop", "acme/slow"].map((repo) => ({ repo, default_branch: "main", private: false })),
  );
});

test("validation asks GitHub for every repository and branch, and says what is not there and where", async () => {
  const sources = [
    { repo: "acme/shop", base_branch: "mian" },
    { repo: "acme/slow", base_branch: "master" },
    { repo: "acme/gone" },
    { repo: "acme/secret", base_branch: "nowhere" },
  ];
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, {
    parameters: { sources, nonsense: 1 },
  });

  const where = (at: number, field: string) => `parameters.sources.${at}.${field}`;
  expect(body.compatible).toBe(false);
  expect(body.details.slice(1).map(({ path, code }) => [path, code])).toEqual([
    [where(3, "repo"), "not_allowed"],
    [where(2, "repo"), "no_repository"],
    [where(0, "base_branch"), "no_branch"],
  ]);
  expect(body.details.at(-1)).toMatchObject({
    message: "acme/shop has no branch “mian”.",
    fix: "Choose one that it has, such as main.",
  });
  expect(body.notes).toEqual(["In acme/slow, master is called main now: what was merged under either name is read."]);
  expect(await previewOf({ parameters: { sources: sources.slice(0, 1) } })).toMatchObject({
    status: 404,
    body: { detail: "acme/shop has no branch “mian”." },
  });
});

test("a GitHub that cannot be asked makes nothing incompatible, and is not taken for a yes either", async () => {
  await github.fault("/branches/", "403-primary", { retry_after_s: 3_600 });
  const { body } = await pipelines.post<ValidateAnswer>(`${TEMPLATE}/validate`, { parameters: shop() });

  expect(body).toMatchObject({ compatible: true, details: [] });
  expect(body.notes).toEqual([
    expect.stringMatching(
      /^GitHub could not be asked for the branch of source 1\. GitHub's rate limit is used up until/,
    ),
  ]);
});

test("a preview is complete, with its proof and its digest", async () => {
  const { status, body } = await previewOf({ parameters: shop() });

  expect(status).toBe(200);
  const preview = evidencePreview.parse(body);
  expect(preview.timeframe).toEqual(MADE_WEEK);
  expect(preview.coverage).toEqual({ pages: 1, seen: 12, in_window: 12, excluded: 0 });
  expect(preview.pull_requests.map(({ number }) => number)).toEqual(pulls(12).map(({ number }) => number));
  expect(preview.evidence_digest).toBe(sha256(canonicalJson(preview.pull_requests)));
});

test("a slow GitHub makes a preview that one asks for again, at an address that comes with it", async () => {
  await github.fault("/repos/acme/slow/pulls", "slow", { delay_ms: 3_600 });
  const asked = await pipelines.post<{ id: string }>(`${TEMPLATE}/evidence`, {
    parameters: shop({ sources: [{ repo: "acme/slow" }] }),
  });

  expect(asked.status).toBe(202);
  expect(asked.headers.get("location")).toBe(`/api/v1/evidence/${asked.body.id}`);
  const ready = await until("preview", async () => {
    const answer = await pipelines.ask<EvidencePreview>("GET", asked.headers.get("location")!);
    expect([200, 202]).toContain(answer.status);
    return answer.status === 200 && answer.body;
  });
  expect(ready.coverage.in_window).toBe(5);
});

/** Asked for again while a slow machine still reads. */
async function previewOf(body: object) {
  const asked = await pipelines.post<{ id: string }>(`${TEMPLATE}/evidence`, body);
  if (asked.status !== 202) return asked;
  return until("preview", async () => {
    const answer = await pipelines.ask<{ id: string }>("GET", `/api/v1/evidence/${asked.body.id}`);
    return answer.status !== 202 && answer;
  });
}

test("what keeps a preview from being read is said in words", async () => {
  const gone = { parameters: shop({ sources: [{ repo: "acme/gone" }] }) };
  const missing = expectProblem(await previewOf(gone), 404, "not_found");
  expect(missing.detail).toContain("acme/gone");

  await github.fault("/repos/acme/slow/pulls", "403-primary", { retry_after_s: 3_600 });
  const slow = { parameters: shop({ sources: [{ repo: "acme/slow" }] }) };
  const limited = expectProblem(await previewOf(slow), 429, "rate_limited");
  expect(limited.detail).toMatch(/rate limit/);

  const secret = { parameters: shop({ sources: [{ repo: "acme/secret" }] }) };
  const refused = expectProblem(await pipelines.post(`${TEMPLATE}/evidence`, secret), 422, "invalid");
  expect(refused.details).toEqual([expect.objectContaining({ path: "parameters.sources.0.repo" })]);
});

test("the pickers show the repositories that may be read, and their branches with the default first", async () => {
  const { body } = await pipelines.get<{ repositories: { repo: string }[] }>("/repositories");
  expect(body.repositories.map(({ repo }) => repo).sort()).toEqual(["acme/shop", "acme/slow"]);

  const branches = await pipelines.get("/repositories/acme/shop/branches");
  expect(branches.body).toEqual({ branches: ["main"], default_branch: "main", complete: true });

  expectProblem(await pipelines.get("/repositories/acme/secret/branches"), 404, "not_found");
  expectProblem(await pipelines.get("/repositories/acme/gone/branches"), 404, "not_found");
  expectProblem(await pipelines.get("/repositories/acme/no%20name/branches"), 422, "invalid");
});

test("a run whose result would go elsewhere, or that has no key, is not started", async () => {
  const token = "t".repeat(43);
  const elsewhere = triggerOf(randomUUID(), "http://127.0.0.1:1/hook", token, shop());
  const refused = await pipelines.post(RUNS, elsewhere, { "idempotency-key": "elsewhere" });
  expect(expectProblem(refused, 422, "invalid").details).toEqual([expect.objectContaining({ path: "callback_url" })]);

  const here = triggerOf(randomUUID(), callbacks.url("/hook"), token, shop());
  expectProblem(await pipelines.post(RUNS, here), 400, "bad_request");
  expectProblem(await pipelines.post(RUNS, here, { "idempotency-key": "k".repeat(201) }), 400, "bad_request");
  expectProblem(await pipelines.post(RUNS, { ...here, contract: 2 }, { "idempotency-key": "new" }), 422, "invalid");
  expect((await pipelines.get("/runs")).body).toEqual({ runs: [] });
});

test("an artifact is the bytes that its name is the SHA-256 of", async () => {
  const { runId, path } = await pipelines.start({ parameters: shop(), callbacks });
  const event = await eventAt(callbacks, path);
  const address = event.artifact_uri ?? "";

  const response = await fetch(address, { headers: { authorization: `Bearer ${API_KEY}` } });
  const bytes = new Uint8Array(await response.arrayBuffer());

  expect(address).toBe(`${pipelines.url}/api/v1/artifacts/${sha256(bytes)}`);
  expect((await pipelines.run(runId)).artifact_uri).toBe(address);
  const whole = JSON.parse(Buffer.from(bytes).toString("utf8")) as { evidence_sha256: string };
  const evidence = await pipelines.ask<string>("GET", `/api/v1/artifacts/${whole.evidence_sha256}`);
  expect(sha256(evidence.body)).toBe(whole.evidence_sha256);
  expectProblem(await pipelines.get(`/artifacts/${"0".repeat(64)}`), 404, "not_found");
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

const isSentence = expect.stringMatching(/^\S.{8,}/);

function expectProblem(
  answer: Answered<unknown>,
  status: number,
  code: ProblemDetails["code"],
  what?: string,
): ProblemDetails {
  expect([answer.status, answer.headers.get("content-type")], what).toEqual([status, "application/problem+json"]);
  const problem = problemDetails.parse(answer.body);
  expect(problem).toMatchObject({ status, code, detail: isSentence, remedy: isSentence });
  return problem;
}

async function rowCounts(): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; rows: number }>`
    select table_schema || '.' || table_name as name,
      (xpath('//c/text()', query_to_xml(format('select count(*) as c from %I.%I', table_schema, table_name),
        false, true, '')))[1]::text::int as rows
    from information_schema.tables where table_schema in ('pipelines') and table_type = 'BASE TABLE'
    order by 1`.execute(connection.db);
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
}
