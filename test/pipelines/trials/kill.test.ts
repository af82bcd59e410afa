import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Connection } from "../../../db/connect.ts";
import type { PipelinesTables } from "../../../db/pipelines/tables.ts";
import type { RunAnswer } from "../../../webhooks/contract/runs.ts";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { silent } from "../../support/database.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodWriter, type Question } from "../../support/model-server.ts";
import { startPipelines } from "../../support/pipelines.ts";
import { askedOfGithub, trialsAt } from "../../support/trial-house.ts";
import { until } from "../../support/until.ts";

let house: AgentHouse;
let recorded: AgentRun;
let connection: Connection<PipelinesTables>;

beforeAll(async () => {
  house = await agentHouse({ "acme/shop": pulls(12) }, { LLM_CALL_SECONDS: "60" });
  recorded = await house.run("acme/shop", goodWriter);
  connection = connect<PipelinesTables>(house.database.url(), silent);
});
afterAll(async () => {
  await connection?.close();
  await house?.close();
});

/** kill -9, and another process in its place. */
async function killed(): Promise<void> {
  house.pipelines.kill();
  const where = { databaseUrl: house.database.url("pulse_pipelines"), githubUrl: house.github.url, env: house.env };
  house.pipelines = await startPipelines(where);
}

test("killed while its model is being asked, a control goes on by itself: that question is asked once more, and no other", async () => {
  let go: (value: unknown) => void = () => undefined;
  const held = new Promise((done) => (go = done));
  const isHeld = ({ job, phase }: Question) => job === "share" && phase === "writing";
  house.model.model = async (question) => {
    if (isHeld(question)) await held;
    return goodWriter(question);
  };
  house.model.questions.length = 0;
  const before = await askedOfGithub(house.github);
  const { body } = await trialsAt(house.pipelines).begin(recorded.run.id, { kind: "control" });
  await until("question that waits", () => house.model.questions.some(isHeld));

  await killed();
  go(null);

  const trials = trialsAt(house.pipelines);
  const trial = await trials.ended(body.id);
  expect(trial).toMatchObject({ state: "completed", attempt: 2 });
  expect(house.model.questions.length).toBe(recorded.results.metrics.model_calls + 1);
  expect(await askedOfGithub(house.github)).toBe(before);
  expect((await trials.difference(recorded.run.id, trial.id)).same).toBe(true);
});

test("killed in the middle of its recording, an exact trial goes on by itself, and comes to the same bytes", async () => {
  const { db } = connection;
  // The third call of collect waits until it is let go.
  await sql`create function pipelines.wait_here() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(4242); return new; end $$`.execute(db);
  await sql`create trigger wait_here before insert on pipelines.calls for each row
    when (new.node = 'collect' and new.ordinal = 2 and new.served_from is not null)
    execute function pipelines.wait_here()`.execute(db);
  const before = [await askedOfGithub(house.github), house.model.questions.length];
  let id = "";
  await db.connection().execute(async (one) => {
    await sql`select pg_advisory_lock(4242)`.execute(one);
    const { body } = await trialsAt(house.pipelines).begin(recorded.run.id, { kind: "exact" });
    id = body.id;
    await until("call that waits", async () => {
      const { rows } =
        await sql`select from pg_locks where locktype = 'advisory' and objid = 4242 and not granted`.execute(db);
      return rows.length > 0;
    });
    await killed();
    await sql`select pg_advisory_unlock(4242)`.execute(one);
  });

  const trials = trialsAt(house.pipelines);
  const trial = await trials.ended(id);
  expect(trial).toMatchObject({ state: "completed", attempt: 2 });
  // Its process is at another address now.
  expect(digestIn(trial)).toBe(digestIn(recorded.run));
  expect([await askedOfGithub(house.github), house.model.questions.length]).toEqual(before);
  const calls = await trials.calls(id);
  expect(new Set(calls.map(({ attempt }) => attempt))).toEqual(new Set([1, 2]));
  expect(calls.length).toBe((await trials.calls(recorded.run.id)).length);
});

const digestIn = ({ artifact_uri }: RunAnswer) => artifact_uri?.split("/").at(-1);
