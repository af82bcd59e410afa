import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { ProblemDetails } from "../../webhooks/contract/problem.ts";
import type { TriggerAnswer } from "../../webhooks/contract/runs.ts";
import { startCallbacks, type Answer } from "../support/callbacks.ts";
import { testDatabase } from "../support/database.ts";
import { MADE_WEEK, pulls } from "../support/made-repository.ts";
import { RUNS, SIGNING_KEY, startPipelines, triggerOf } from "../support/pipelines.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";
import { expectSigned } from "../support/expect-signed.ts";
import { tableDump } from "../support/table-dump.ts";

let world: MadeWorld;
let database: MadeWorld["database"];
let connection: MadeWorld["connection"];
let github: MadeWorld["github"];
let callbacks: MadeWorld["callbacks"];
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(8) });
  ({ database, connection, github, callbacks, pipelines } = world);
});

afterAll(() => world?.end());

const over = (repo: string, more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo }],
  date_range: MADE_WEEK,
  ...more,
});
const shop = (more: Partial<ParametersInput> = {}) => over("acme/shop", more);

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
    const dump = (await tableDump(database.url())).toLowerCase();
    const bytes = Buffer.from(token);
    const writings = [token, bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, "")];
    expect(dump).toContain(runId);
    for (const writing of writings) expect(dump).not.toContain(writing.toLowerCase());

    await pipelines.runIs(runId, "delivered", ({ report_back }) => report_back.state === "delivered");
    expect(await tokensKept(runId)).toBe(0);
  },
);

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

/** A run whose webhook is answered like this first. */
const startWith = (...answers: Answer[]) => pipelines.start({ parameters: shop(), callbacks, answers });

async function tokensKept(runId: string): Promise<number> {
  const kept = connection.db.selectFrom("pipelines.runs").where("id", "=", runId).where("sealed_token", "is not", null);
  return (await kept.select("id").execute()).length;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((up) => server.once("listening", up));
  // Safe: a server that listens on a port has one.
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
