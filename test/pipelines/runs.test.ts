import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Connection } from "../../db/connect.ts";
import type { PipelinesTables } from "../../db/pipelines/tables.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { event as eventSchema, type Event } from "../../webhooks/contract/events.ts";
import type { EvidencePreview } from "../../webhooks/contract/evidence.ts";
import type { CheckAnswer } from "../../webhooks/contract/finding.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { ProblemDetails } from "../../webhooks/contract/problem.ts";
import type { StepAnswer, TriggerAnswer } from "../../webhooks/contract/runs.ts";
import { startCallbacks, type Answer, type Callbacks, type Delivery } from "../support/callbacks.ts";
import { silent, testDatabase, type TestDatabase } from "../support/database.ts";
import { startTestGithub, type TestGithub } from "../support/demo-github.ts";
import { MADE_WEEK, makeRepositories, pulls } from "../support/made-repository.ts";
import { eventAt, forkPipelines, RUNS, SIGNING_KEY, startPipelines, triggerOf } from "../support/pipelines.ts";
import type { Pipelines } from "../support/pipelines.ts";
import { until } from "../support/until.ts";

const ODD = [{ ...pulls(1)[0]!, title: "feat: bear \u0000 odd text", body: "null \u0000 and half \ud83d" }];

let database: TestDatabase;
let connection: Connection<PipelinesTables>;
let repositories: ReturnType<typeof makeRepositories>;
let github: TestGithub;
let callbacks: Callbacks;
let pipelines: Pipelines;

beforeAll(async () => {
  database = await testDatabase();
  connection = connect<PipelinesTables>(database.url("pulse_pipelines"), silent);
  const names = ["shop", "hung", "stopped", "late", "queue"];
  const made = Object.fromEntries(names.map((name) => [`acme/${name}`, pulls(8)]));
  repositories = makeRepositories({ ...made, "acme/odd": ODD });
  github = await startTestGithub(repositories.files);
  callbacks = await startCallbacks();
  pipelines = await startPipelines(here());
});

afterAll(async () => {
  await pipelines?.stop();
  await Promise.all([github?.close(), callbacks?.close(), connection?.close()]);
  await database?.drop();
  repositories?.remove();
});

const here = () => ({ databaseUrl: database.url("pulse_pipelines"), githubUrl: github.url });
const over = (repo: string, more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo }],
  date_range: MADE_WEEK,
  ...more,
});
const shop = (more: Partial<ParametersInput> = {}) => over("acme/shop", more);

test("a run that completes tells whoever asked, once, signed and with the token as bearer", async () => {
  const { runId, path, token } = await pipelines.start({ parameters: shop(), callbacks });
  const event = eventSchema.parse(await eventAt(callbacks, path)) as Event & { type: "run.completed" };
  const run = await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");

  expect(event).toMatchObject({
    type: "run.completed",
    contract: 1,
    request_id: path.slice(1),
    pipeline_run_id: runId,
  });
  expect(run).toMatchObject({ state: "completed", attempt: 1, timeframe: MADE_WEEK, metrics: event.results.metrics });
  expect(event.results.metrics).toMatchObject({ preflight_merged_pr_count: 8, model_calls: 0, cost_usd: 0 });
  expect(event.results.summary_message).toContain("#1");
  expect(event.results.ledger).toHaveLength(8);
  expect(event.results.sources).toEqual([{ repo: "acme/shop", visibility: "public" }]);
  const [delivery, ...more] = callbacks.at(path);
  expect(more).toEqual([]);
  expect(delivery?.headers.authorization).toBe(`Bearer ${token}`);
  expect(delivery?.headers["webhook-id"]).toBe(`msg_${runId}`);
  expectSigned(delivery!);
});

test("the run reads what the preview has shown", async () => {
  const asked = { parameters: shop() };
  const { body: preview } = await pipelines.post<EvidencePreview>("/run_templates/what-shipped/evidence", asked);
  const { path } = await pipelines.start({ ...asked, callbacks });
  const event = (await eventAt(callbacks, path)) as Event & { type: "run.completed" };

  expect(event.results.evidence_digest).toBe(preview.evidence_digest);
});

test("a policy that names one field changes that class alone", async () => {
  const ledgerWith = async (policy?: ParametersInput["policy"]) => {
    const { path } = await pipelines.start({ parameters: shop({ policy }), callbacks });
    const { results } = (await eventAt(callbacks, path)) as Event & { type: "run.completed" };
    return new Map(results.ledger.map(({ pr, disposition }) => [pr, disposition]));
  };
  const [usual, changed] = [await ledgerWith(), await ledgerWith({ dependencies: "omit" })];

  const dependencies = ["acme/shop#3", "acme/shop#7"];
  expect(dependencies.map((pr) => usual.get(pr))).toEqual(["grouped", "grouped"]);
  expect(changed).toEqual(new Map([...usual, ...dependencies.map((pr) => [pr, "omitted"] as const)]));
});

test("the same key with the same body is the same run; with another body it is refused", async () => {
  const requestId = randomUUID();
  const trigger = triggerOf(requestId, callbacks.url("/same"), randomBytes(32).toString("base64url"), shop());
  const key = { "idempotency-key": requestId };

  const twice = await Promise.all([
    pipelines.post<TriggerAnswer>(RUNS, trigger, key),
    pipelines.post<TriggerAnswer>(RUNS, trigger, key),
  ]);
  const later = await pipelines.post<TriggerAnswer>(RUNS, trigger, key);
  const other = await pipelines.post<ProblemDetails>(RUNS, { ...trigger, parameters: shop({ tone: "warm" }) }, key);
  const keyless = await pipelines.post<ProblemDetails>(RUNS, trigger);

  expect(new Set([...twice, later].map(({ status, body }) => `${status} ${body.run_id}`)).size).toBe(1);
  expect(later).toMatchObject({ status: 202, body: { template: { name: "what-shipped", version: 1 } } });
  expect(later.headers.get("location")).toBe(`/api/v1/runs/${later.body.run_id}`);
  expect(other).toMatchObject({
    status: 422,
    body: { code: "invalid", detail: expect.stringMatching(/Idempotency-Key/) },
  });
  expect(keyless).toMatchObject({ status: 400, body: { code: "bad_request" } });
  await eventAt(callbacks, "/same");
});

test("a dry run reports back at once and reads nothing", async () => {
  const before = (await github.lists("acme/shop")).length;
  const { path } = await pipelines.start({ parameters: shop(), callbacks, dryRun: true });

  expect(await eventAt(callbacks, path)).toMatchObject({
    type: "run.nothing_to_report",
    results: { reason: "dry_run", timeframe: MADE_WEEK },
  });
  expect(await github.lists("acme/shop")).toHaveLength(before);
});

test("nothing merged, all ignored and could not read are three different answers", async () => {
  const quiet = { since: "2026-02-02T00:00:00Z", until: "2026-02-09T00:00:00Z" };
  const later = { since: "2026-03-09T00:00:00Z", until: "2026-03-16T00:00:00Z" };
  const ignored_prs = pulls(8).map(({ number }) => `Acme/SHOP#${number}`);
  const eventOf = async (parameters: ParametersInput) =>
    eventAt(callbacks, (await pipelines.start({ parameters, callbacks })).path);

  for (const date_range of [quiet, later]) {
    expect(await eventOf(shop({ date_range }))).toMatchObject({
      type: "run.nothing_to_report",
      results: { reason: "nothing_merged", metrics: { model_calls: 0, preflight_merged_pr_count: 0 } },
    });
  }
  expect(await eventOf(shop({ ignored_prs }))).toMatchObject({
    type: "run.nothing_to_report",
    results: { reason: "all_ignored", metrics: { model_calls: 0 } },
  });
  const unread = await eventOf(over("acme/gone"));
  expect(unread).toMatchObject({ type: "run.failed", artifact_uri: null, problem: { code: "not_found" } });
  const { problem } = unread as Event & { type: "run.failed" };
  expect(problem.message).toContain("acme/gone");
  expect(problem.remedy).toMatch(/^\S.{8,}/);
});

test("a branch that is not there fails the run and says so, also that of a second source", async () => {
  const quiet = { since: "2026-02-02T00:00:00Z", until: "2026-02-09T00:00:00Z", time_zone: "UTC" };
  const wrong = { repo: "acme/shop", base_branch: "mian" };
  for (const parameters of [
    over("", { sources: [wrong], date_range: quiet }),
    over("", { sources: [{ repo: "acme/odd" }, wrong] }),
  ]) {
    const { path } = await pipelines.start({ parameters, callbacks });

    const event = eventSchema.parse(await eventAt(callbacks, path));

    expect(event).toMatchObject({
      type: "run.failed",
      problem: {
        code: "not_found",
        message: "acme/shop has no branch “mian”.",
        remedy: "Choose one that it has, such as main.",
      },
    });
  }
});

test("a branch of another name is followed, and named in the event", async () => {
  const { path } = await pipelines.start({
    parameters: shop({ sources: [{ repo: "acme/shop", base_branch: "master" }] }),
    callbacks,
  });

  const { results } = eventSchema.parse(await eventAt(callbacks, path)) as Event & { type: "run.completed" };

  expect(results.ledger).toHaveLength(8);
  expect(results.notes).toEqual([
    "In acme/shop, master is called main now: what was merged under either name is read.",
  ]);
});

test("runs are listed newest first, and by state", async () => {
  const one = await pipelines.start({ parameters: over("acme/gone"), callbacks });
  const other = await pipelines.start({ parameters: shop(), callbacks });
  await Promise.all([eventAt(callbacks, one.path), eventAt(callbacks, other.path)]);
  const idsOf = async (query: string) =>
    (await pipelines.get<{ runs: { id: string }[] }>(`/runs${query}`)).body.runs.map(({ id }) => id);

  expect(await idsOf("?limit=2")).toEqual([other.runId, one.runId]);
  expect(await idsOf("?state=failed&limit=1")).toEqual([one.runId]);
  expect(await idsOf("?state=failed")).not.toContain(other.runId);
});

test("a text is checked against what its run has read, by the digest of its bytes", async () => {
  const { runId, path } = await pipelines.start({ parameters: shop(), callbacks });
  const { results } = (await eventAt(callbacks, path)) as Event & { type: "run.completed" };
  const check = async (markdown: string) =>
    (await pipelines.post<CheckAnswer>(`/runs/${runId}/checks`, { markdown })).body;

  expect(await check(results.summary_message)).toEqual({
    checked_digest: sha256(results.summary_message),
    findings: results.findings,
  });
  const { findings } = await check(`${results.summary_message}\n- Nobody wrote this (#999)\n`);
  expect(findings.flatMap(({ severity, prs }) => (severity === "fault" ? prs : []))).toEqual(["acme/shop#999"]);

  const failed = await pipelines.start({ parameters: over("acme/gone"), callbacks });
  await eventAt(callbacks, failed.path);
  const refused = await pipelines.post<ProblemDetails>(`/runs/${failed.runId}/checks`, { markdown: "- x" });
  expect(refused).toMatchObject({ status: 409, body: { code: "conflict" } });
});

test("a title that no database keeps does not keep the week from being told", async () => {
  const { path } = await pipelines.start({ parameters: over("acme/odd"), callbacks });
  expect(await eventAt(callbacks, path)).toMatchObject({ type: "run.completed" });
});

test("a failed run ends its running step as failed, with the reason", async () => {
  const { runId, path } = await pipelines.start({ parameters: over("acme/gone"), callbacks });
  await eventAt(callbacks, path);

  const { body } = await pipelines.get<{ steps: StepAnswer[] }>(`/runs/${runId}/steps`);
  expect(statesOf(body.steps)).toMatchObject({ resolve: "failed" });
  // What was never come to does not wait.
  expect(body.steps.map(({ name }) => name)).toEqual(["resolve", "report_back"]);
  expect(body.steps[0]?.detail).toContain("acme/gone");
});

test("while a page hangs the run says which; once stopped it ends, though nobody answers, and asks GitHub no longer", async () => {
  await github.fault("/repos/acme/hung/pulls", "hang");
  const { runId, path } = await pipelines.start({ parameters: over("acme/hung"), callbacks });
  await until("request that hangs", () => github.faultsAreSpent());

  const run = await pipelines.run(runId);
  expect(run).toMatchObject({ state: "running", attempt: 1, report_back: { state: "none" } });
  expect(run.progress).toMatchObject({ step: "preflight", call: "list_pull_requests acme/hung main, page 1" });
  const { body } = await pipelines.get<{ steps: StepAnswer[] }>(`/runs/${runId}/steps`);
  expect(body.steps.map(({ name }) => name)).toEqual([
    "resolve",
    "preflight",
    "collect",
    "plan",
    "write",
    "check",
    "render",
    "report_back",
  ]);
  expect(statesOf(body.steps)).toMatchObject({
    resolve: "done",
    preflight: "running",
    collect: "waiting",
    report_back: "waiting",
  });

  await pipelines.post(`/runs/${runId}/cancel`);
  await pipelines.runIs(runId, "cancelled", ({ state }) => state === "cancelled");
  expect(await eventAt(callbacks, path)).toMatchObject({ type: "run.cancelled", pipeline_run_id: runId });
  const aborted = await until("end of the request", async () => (await github.lists("acme/hung"))[0]);
  expect(aborted.status).toBe(0);
  expect(await github.lists("acme/hung")).toHaveLength(1);
});

test("a run that has ended stays as it is when somebody stops it", async () => {
  const { runId, path } = await pipelines.start({ parameters: shop(), callbacks });
  await eventAt(callbacks, path);
  const ended = await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");

  const { status, body } = await pipelines.post(`/runs/${runId}/cancel`);

  expect([status, body]).toEqual([200, ended]);
  expect(callbacks.at(path)).toHaveLength(1);
});

test("a run that waits for a worker is stopped at once", async () => {
  await github.fault("/repos/acme/queue/pulls", "hang", { times: 16 });
  // Eight loops take two at most each, so that sixteen keep all of them busy.
  const busy = await Promise.all(
    Array.from({ length: 16 }, () => pipelines.start({ parameters: over("acme/queue"), callbacks })),
  );
  const waiting = await pipelines.start({ parameters: shop(), callbacks });
  expect(await pipelines.run(waiting.runId)).toMatchObject({ state: "queued", started_at: null });

  const { body } = await pipelines.post(`/runs/${waiting.runId}/cancel`);
  expect(body).toMatchObject({ state: "cancelled", started_at: null, attempt: 0 });
  expect(await eventAt(callbacks, waiting.path)).toMatchObject({ type: "run.cancelled", results: { metrics: null } });

  await Promise.all(busy.map(({ runId }) => pipelines.post(`/runs/${runId}/cancel`)));
  for (const { path } of busy) expect(await eventAt(callbacks, path)).toMatchObject({ type: "run.cancelled" });
});

test("a run past its time is stopped, and says so", async () => {
  const own = await testDatabase();
  const impatient = await startPipelines({
    databaseUrl: own.url("pulse_pipelines"),
    githubUrl: github.url,
    env: { RUN_DEADLINE_MINUTES: "0.05" },
  });
  try {
    await github.fault("/repos/acme/late/pulls", "hang");
    const { runId, path } = await impatient.start({ parameters: over("acme/late"), callbacks });

    expect(await eventAt(callbacks, path)).toMatchObject({
      type: "run.failed",
      problem: { code: "timed_out", remedy: expect.stringMatching(/again/) },
    });
    const { state, finished_at, deadline_at } = await impatient.run(runId);
    expect(state).toBe("failed");
    expect(Date.parse(finished_at!)).toBeGreaterThanOrEqual(Date.parse(deadline_at));
  } finally {
    await impatient.stop();
    await own.drop();
  }
});

test.concurrent(
  "a webhook that fails is sent again later and later, under one id and with the same bytes",
  async () => {
    const { runId, path, token } = await startWith(503, { status: 429, headers: { "retry-after": "3" } });
    const run = await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");

    const all = callbacks.at(path);
    expect(all).toHaveLength(3);
    expect(run.report_back).toMatchObject({ attempts: 3, last_status: 200, next_attempt_at: null });
    expect(new Set(all.map(({ body }) => body)).size).toBe(1);
    expect(new Set(all.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([`msg_${runId}`]));
    expect(new Set(all.map(({ headers }) => headers.authorization))).toEqual(new Set([`Bearer ${token}`]));
    for (const delivery of all) expectSigned(delivery);
    expect(all[1]!.at - all[0]!.at).toBeGreaterThan(800);
    expect(all[2]!.at - all[1]!.at).toBeGreaterThan(3_000);
  },
);

test.concurrent.each([409, 410])("a webhook that is answered with %i is over", async (status) => {
  const { runId, path } = await startWith(status);
  const { report_back } = await pipelines.runIs(runId, "refused", (run) => run.report_back.state === "refused");

  expect(report_back).toMatchObject({ attempts: 1, last_status: status, next_attempt_at: null });
  const again = await pipelines.post<ProblemDetails>(`/runs/${runId}/report_back`);
  expect(again).toMatchObject({ status: 409, body: { code: "conflict" } });
  expect(await tokensKept(runId)).toBe(0);
  expect(callbacks.at(path)).toHaveLength(1);
});

test.concurrent.each([401, 413, 422])(
  "a webhook that is answered with %i is dead until a person sends it again",
  async (status) => {
    const { runId, path } = await startWith(status);
    const { report_back } = await pipelines.runIs(runId, "dead", (run) => run.report_back.state === "dead");
    expect(report_back).toMatchObject({ attempts: 1, last_status: status, next_attempt_at: null });

    expect((await pipelines.post(`/runs/${runId}/report_back`)).status).toBe(200);
    const run = await pipelines.runIs(runId, "delivered", (now) => now.report_back.state === "delivered");

    expect(run.report_back).toMatchObject({ attempts: 2, last_status: 200 });
    const [first, second] = callbacks.at(path);
    expect([second?.body, second?.headers["webhook-id"]]).toEqual([first?.body, first?.headers["webhook-id"]]);
  },
);

test.concurrent("a receiver that is down gets its webhook when it is up again", async () => {
  const port = await freePort();
  const requestId = randomUUID();
  const trigger = triggerOf(requestId, `http://127.0.0.1:${port}/later`, "t".repeat(43), shop());
  const { body } = await pipelines.post<TriggerAnswer>(RUNS, trigger, { "idempotency-key": requestId });
  const { report_back } = await pipelines.runIs(body.run_id, "waiting for its receiver", (run) =>
    Boolean(run.report_back.last_error),
  );
  expect(report_back).toMatchObject({
    state: "pending",
    last_status: null,
    last_error: "the callback address did not take it",
  });
  expect(Date.parse(report_back.next_attempt_at!)).toBeGreaterThan(0);

  const late = await startCallbacks(port);
  try {
    await pipelines.runIs(body.run_id, "delivered", (run) => run.report_back.state === "delivered");
    expect(late.at("/later")).toHaveLength(1);
  } finally {
    await late.close();
  }
});

test.concurrent("a receiver that names the hour to come again is taken at its word", async () => {
  const later = new Date(Date.now() + 20 * 60_000).toUTCString();
  const { runId } = await startWith({ status: 503, headers: { "retry-after": later } });
  const { report_back } = await pipelines.runIs(runId, "waiting", (run) => run.report_back.attempts === 1);

  expect(Math.abs(Date.parse(report_back.next_attempt_at!) - Date.parse(later))).toBeLessThan(60_000);
});

test.concurrent("a receiver that asks to wait for years is tried again within the hour", async () => {
  const { runId } = await startWith({ status: 503, headers: { "retry-after": "999999999999999" } });
  const { report_back } = await pipelines.runIs(runId, "waiting", (run) => run.report_back.attempts === 1);

  const waitMs = Date.parse(report_back.next_attempt_at!) - Date.now();
  expect(waitMs).toBeGreaterThan(50 * 60_000);
  expect(waitMs).toBeLessThanOrEqual(60 * 60_000);
});

test.concurrent(
  "the token is in no table while it waits, not even in another writing, and gone once it was used",
  async () => {
    const { runId, token } = await startWith(503, 503);
    await pipelines.runIs(runId, "waiting", ({ report_back }) => report_back.attempts > 0);
    expect(await tokensKept(runId)).toBe(1);
    const dump = (await dumpOf(database.url())).toLowerCase();
    const bytes = Buffer.from(token);
    const writings = [token, bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, "")];
    expect(dump).toContain(runId);
    for (const writing of writings) expect(dump).not.toContain(writing.toLowerCase());

    await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");
    expect(await tokensKept(runId)).toBe(0);
  },
);

test("a template version never changes, not even by the hand of the owner of the tables", async () => {
  // A database of its own: truncate locks the tables that runs beside it are writing.
  const own = await testDatabase();
  const [theirs, owners] = (["pulse_pipelines", "pulse_owner"] as const).map((role) => connect(own.url(role), silent));
  for (const change of [
    sql`update pipelines.template_versions set spec = '{}'`,
    sql`delete from pipelines.template_versions`,
    sql`truncate pipelines.template_versions cascade`,
  ]) {
    await expect(change.execute(theirs!.db)).rejects.toThrow("permission denied");
    await expect(change.execute(owners!.db)).rejects.toThrow("a template version never changes");
  }
  await Promise.all([theirs!.close(), owners!.close()]);
  await own.drop();
});

test("a webhook that waits while the signing key is rotated is signed with the new key", async () => {
  const own = await testDatabase();
  const where = { databaseUrl: own.url("pulse_pipelines"), githubUrl: github.url };
  const before = await startPipelines(where);
  const { runId, path, token } = await before.start({ parameters: shop(), callbacks, answers: [503] });
  await before.runIs(runId, "waiting", ({ report_back }) => report_back.attempts === 1);
  await before.stop();
  const newKey = randomBytes(32).toString("base64");
  const after = await startPipelines({ ...where, env: { WEBHOOK_SIGNING_KEYS: `${newKey} ${SIGNING_KEY}` } });

  await after.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");
  const [first, second] = callbacks.at(path);
  expectSigned(second!, newKey);
  expect([second?.body, second?.headers.authorization]).toEqual([first?.body, `Bearer ${token}`]);
  await after.stop();
  await own.drop();
});

test("a release that cannot run a version in use does not start, and names it", async () => {
  const own = await testDatabase();
  const { db, close } = connect<PipelinesTables>(own.url("pulse_pipelines"), silent);
  const where = { databaseUrl: own.url("pulse_pipelines"), githubUrl: github.url };
  (await startPipelines(where)).kill();
  await sql`insert into pipelines.template_versions (name, version, hash, spec)
    select name, 2, 'another', spec || '{"graph": "what-shipped/9"}' from pipelines.template_versions`.execute(db);
  await sql`insert into pipelines.tags (name, tag, version) values ('what-shipped', 'beta', 2)`.execute(db);

  await expect(forkPipelines(where)).rejects.toThrow("what-shipped@2 needs what-shipped/9");
  await close();
  await own.drop();
});

/** A run whose webhook is answered like this first. */
const startWith = (...answers: Answer[]) => pipelines.start({ parameters: shop(), callbacks, answers });

/** As webhooks/contract/README.md has it, without our code. */
function expectSigned({ headers, body, at }: Delivery, key = SIGNING_KEY): void {
  const [id, timestamp] = [headers["webhook-id"], headers["webhook-timestamp"]];
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(`${id}.${timestamp}.${body}`);
  expect(String(headers["webhook-signature"]).split(" ")).toContain(`v1,${signature.digest("base64")}`);
  expect(Math.abs(Number(timestamp) * 1_000 - at)).toBeLessThan(60_000);
}

function statesOf(steps: readonly StepAnswer[]): Record<string, StepAnswer["state"]> {
  return Object.fromEntries(steps.map(({ name, state }) => [name, state]));
}

async function tokensKept(runId: string): Promise<number> {
  const kept = connection.db.selectFrom("pipelines.runs").where("id", "=", runId).where("sealed_token", "is not", null);
  return (await kept.select("id").execute()).length;
}

/** Every row of every table of ours, the jobs' included, as text. */
async function dumpOf(url: string): Promise<string> {
  const { db, close } = connect(url, silent);
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
  let dump = "";
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db);
    dump += rows.map(({ row }) => row).join("\n");
  }
  await close();
  return dump;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((up) => server.once("listening", up));
  // Safe: a server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
