import { afterAll, beforeAll, expect, test } from "vitest";
import { sql } from "kysely";
import { connect } from "../../db/connect.ts";
import type { PipelinesTables } from "../../db/pipelines/tables.ts";
import type { Event } from "../../webhooks/contract/events.ts";
import type { RunAnswer, StepAnswer } from "../../webhooks/contract/runs.ts";
import { startCallbacks, type Callbacks } from "../support/callbacks.ts";
import { silent, testDatabase } from "../support/database.ts";
import { pageOf, startTestGithub, type TestGithub } from "../support/demo-github.ts";
import { MADE_WEEK, makeRepositories, pulls } from "../support/made-repository.ts";
import { clientOf, eventAt, forkPipelines, startPipelines, type Client, type Started } from "../support/pipelines.ts";
import { TEST_MS, until } from "../support/until.ts";

/**
 * Two pages. Undisturbed: preflight reads page 1, collect reads 1 and 2, and its catch-up looks at page 1 again. The list does not reach
 * behind the week, so the branch may have been called otherwise before: the same once more for all branches.
 */
const PULLS = 150;
const REPO = "acme/big";
const UNDISTURBED = [1, 1, 2, 1, 1, 2, 1];

let repositories: ReturnType<typeof makeRepositories>;
let undisturbed: Event & { type: "run.completed" };

beforeAll(async () => {
  repositories = makeRepositories({ [REPO]: pulls(PULLS) });
  const world = await startWorld();
  const pipelines = await startPipelines(world);
  const { path } = await pipelines.start({ parameters, callbacks: world.callbacks });
  undisturbed = (await eventAt(world.callbacks, path)) as Event & { type: "run.completed" };
  expect((await world.github.lists(REPO)).map(pageOf)).toEqual(UNDISTURBED);
  await pipelines.stop();
  await world.close();
});

afterAll(() => repositories?.remove());

const parameters = { sources: [{ repo: REPO }], date_range: MADE_WEEK };

test.concurrent(
  "a process killed in preflight, in collect and at its webhook: the run goes on by itself, and makes no finished call again",
  async () => {
    const world = await startWorld();
    const { github, callbacks } = world;
    await github.fault("page=1&", "hang");
    const pipelines = await startPipelines(world, true);
    const started = await pipelines.start({ parameters, callbacks, answers: ["hold"] });
    const asked = async () => (await github.lists(REPO)).map(pageOf);

    await until("request in flight", () => github.faultsAreSpent());
    expect((await pipelines.run(started.runId)).progress.step).toBe("preflight");
    expect(await asked()).toEqual([]);
    // As if nobody had worked for an hour before the next one: longer than a run may take.
    await putBack(world.databaseUrl, "1 hour");
    await github.fault("page=2&", "hang");
    pipelines.kill();

    await until("next request in flight", () => github.faultsAreSpent());
    expect(await pipelines.runIs(started.runId, "up again", () => true)).toMatchObject({
      progress: { step: "collect" },
    });
    expect(await asked()).toEqual([1, 1, 1]);
    await putBack(world.databaseUrl, "1 hour");
    pipelines.kill();

    await eventAt(callbacks, started.path);
    const before = await pipelines.run(started.runId);
    expect(before).toMatchObject({ state: "completed", report_back: { state: "pending" } });
    const killedAt = Date.now();
    pipelines.kill();

    const run = await completed(pipelines, started, killedAt, "an unanswered webhook");
    expect(run).toMatchObject({ attempt: 3, metrics: { tool_calls: UNDISTURBED.length + 5 } });
    expect(run).toMatchObject({ report_back: { last_status: 200 } });
    // Each of the two in flight once more, and nothing after the last kill.
    expect((await asked()).sort()).toEqual([...UNDISTURBED, 1, 2].sort());
    const { body } = await pipelines.get<{ steps: StepAnswer[] }>(`/runs/${started.runId}/steps`);
    const calls = Object.fromEntries(body.steps.map(({ name, calls: all, replayed }) => [name, [all, replayed]]));
    expect(calls).toMatchObject({ resolve: [3, 3], preflight: [1, 1], collect: [9, 1] });
    await pipelines.stop();
    expectOneEffect(callbacks, started, 2);
    await world.close();
  },
  TEST_MS,
);

test.concurrent(
  "a process killed beside another: the other goes on before any heart-beat is missed",
  async () => {
    const world = await startWorld();
    const { github, callbacks } = world;
    await github.fault("page=2&", "hang");
    const first = await startPipelines(world);
    const started = await first.start({ parameters, callbacks });
    await until("request in flight", () => github.faultsAreSpent());
    const other = await startPipelines(world);
    await waitForHeartBeats(world.databaseUrl, "1 day");

    const killedAt = Date.now();
    first.kill();

    const run = await completed(other, started, killedAt, "a kill beside another");
    expect(run).toMatchObject({ state: "completed", attempt: 2 });
    await other.stop();
    expectOneEffect(callbacks, started, 1);
    await world.close();
  },
  TEST_MS,
);

test.concurrent(
  "a process that froze and thaws after another took its run changes nothing",
  async () => {
    const world = await startWorld();
    const { github, callbacks } = world;
    await github.fault("page=2&", "slow", { delay_ms: 3_000 });
    const frozen = await forkPipelines(world);
    const started = await clientOf(frozen.url).start({ parameters, callbacks });
    await until("request in flight", () => github.faultsAreSpent());
    try {
      frozen.process.kill("SIGSTOP");
      const stoppedAt = Date.now();
      const other = await startPipelines(world);
      await completed(other, started, stoppedAt, "a frozen process");
      const before = await rowsOf(world.databaseUrl);

      frozen.process.kill("SIGCONT");

      await until("word of the thawed process", () => frozen.log().includes("another attempt has this run"));
      expect(await other.run(started.runId)).toMatchObject({ state: "completed", attempt: 2 });
      expect(await rowsOf(world.databaseUrl)).toEqual(before);
      await other.stop();
    } finally {
      frozen.stop();
    }
    expectOneEffect(callbacks, started, 1);
    await world.close();
  },
  TEST_MS,
);

test.concurrent(
  "a process that is stopped in the middle of a run leaves it to the next one",
  async () => {
    const world = await startWorld();
    const { github, callbacks } = world;
    await github.fault("page=2&", "hang");
    const first = await startPipelines(world);
    const started = await first.start({ parameters, callbacks });
    await until("request in flight", () => github.faultsAreSpent());

    const stoppedAt = Date.now();
    await first.stop();
    const next = await startPipelines(world);

    const run = await completed(next, started, stoppedAt, "a stop");
    expect(run).toMatchObject({ state: "completed", attempt: 2 });
    await next.stop();
    expectOneEffect(callbacks, started, 1);
    await world.close();
  },
  TEST_MS,
);

type World = {
  databaseUrl: string;
  githubUrl: string;
  github: TestGithub;
  callbacks: Callbacks;
  close: () => Promise<void>;
};

/** A database, a GitHub and a receiver of one's own. */
async function startWorld(): Promise<World> {
  const database = await testDatabase();
  const [github, callbacks] = await Promise.all([startTestGithub(repositories.files), startCallbacks()]);
  return {
    databaseUrl: database.url("pulse_pipelines"),
    githubUrl: github.url,
    github,
    callbacks,
    close: async () => {
      await Promise.all([github.close(), callbacks.close()]);
      await database.drop();
    },
  };
}

/** The run when it has told of its end; prints how long that took. */
async function completed(client: Client, { runId }: Started, since: number, what: string): Promise<RunAnswer> {
  const run = await until("end of the run", async () => {
    // Until the next process is up nobody answers.
    const now = await client.run(runId).catch(() => null);
    return now?.report_back.state === "delivered" && now;
  });
  process.stdout.write(`  take-over after ${what}: ${((Date.now() - since) / 1_000).toFixed(1)} s\n`);
  return run;
}

/** However often it was sent: one result, and the one that an undisturbed run gives. */
function expectOneEffect(callbacks: Callbacks, { path }: Started, sent: number): void {
  const deliveries = callbacks.at(path);
  expect(deliveries).toHaveLength(sent);
  expect(new Set(deliveries.map(({ body, headers }) => `${String(headers["webhook-id"])} ${body}`)).size).toBe(1);
  const { type, results } = JSON.parse(deliveries[0]!.body) as Event & { type: "run.completed" };
  const { metrics, ...report } = results;
  const { metrics: usual, ...expected } = undisturbed.results;
  expect({ type, ...report }).toEqual({ type: "run.completed", ...expected });
  expect({ ...metrics, duration_ms: 0 }).toEqual({ ...usual, duration_ms: 0 });
}

/** By heart-beats alone the jobs that are worked now would be given to nobody else for so long. */
async function waitForHeartBeats(url: string, as: string): Promise<void> {
  const { db, close } = connect<PipelinesTables>(url, silent);
  const seconds = sql`extract(epoch from ${as}::interval)`;
  await sql`update pipelines_jobs.job set heartbeat_seconds = ${seconds} where state = 'active'`.execute(db);
  await close();
}

/** Lets everything about runs be longer ago. */
async function putBack(url: string, by: string): Promise<void> {
  const { db, close } = connect<PipelinesTables>(url, silent);
  const columns = ["created_at", "started_at", "deadline_at"].map((name) => `${name} = ${name} - interval '${by}'`);
  await sql.raw(`update pipelines.runs set ${columns.join(", ")}`).execute(db);
  await close();
}

/** All that a run leaves behind. */
async function rowsOf(url: string) {
  const { db, close } = connect<PipelinesTables>(url, silent);
  const read = (table: string) =>
    sql<object>`select * from ${sql.table(`pipelines.${table}`)} order by 1, 2, 3`.execute(db);
  const tables = await Promise.all(["runs", "nodes", "calls", "artifacts", "report_backs"].map(read));
  await close();
  return tables.map(({ rows }) => rows);
}
