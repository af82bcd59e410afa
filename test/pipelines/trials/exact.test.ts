import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Connection } from "../../../db/connect.ts";
import type { PipelinesTables } from "../../../db/pipelines/tables.ts";
import { agentHouse, type AgentHouse, type AgentRun } from "../../support/agent-run.ts";
import { silent } from "../../support/database.ts";
import { pulls } from "../../support/made-repository.ts";
import { goodShare, goodWriter, inForm, type Question, type Reply } from "../../support/model-server.ts";
import { askedOfGithub, trialsAt } from "../../support/trial-house.ts";

/** Enough for three writers side by side. */
const MANY = 340;

let house: AgentHouse;
/** Of whoever may change a recording: the pipelines may not. */
let connection: Connection<PipelinesTables>;
let trials: ReturnType<typeof trialsAt>;

beforeAll(async () => {
  house = await agentHouse({ "acme/shop": pulls(12), "acme/many": pulls(MANY), "acme/doctored": pulls(12) });
  connection = connect<PipelinesTables>(house.database.url(), silent);
  trials = trialsAt(house.pipelines);
});

afterAll(async () => {
  await connection?.close();
  await house?.close();
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

const requests = async () => ({
  github: await askedOfGithub(house.github),
  model: house.model.questions.length + house.model.looked.length,
  webhooks: house.callbacks.count(),
});

async function expectExact({ run, results }: AgentRun): Promise<void> {
  const before = await requests();
  await connection.db.deleteFrom("pipelines.capabilities").execute();

  const trial = await trials.tried(run.id, { kind: "exact" });

  expect(await requests()).toEqual(before);
  // What it hears again is no news of the model.
  expect(await capabilities()).toEqual([]);
  expect(trial).toMatchObject({ state: "completed", problem: null, trial: { of: run.id, kind: "exact", by: "Mira" } });
  expect(trial.artifact_uri).toBe(run.artifact_uri);
  expect({ ...trial.metrics, duration_ms: 0 }).toEqual({ ...results.metrics, duration_ms: 0 });
  const calls = await trials.calls(trial.id);
  expect(new Set(calls.map(({ served_from }) => served_from))).toEqual(new Set([run.id]));
  const difference = await trials.difference(run.id, trial.id);
  expect(difference).toMatchObject({
    same: true,
    first: null,
    asked: [],
    moves: [],
    findings: { before: [], after: [] },
  });
  expect(difference.after.workload).toEqual(difference.before.incurred);
  const nothing = { model_calls: 0, tool_calls: 0, input_tokens: 0, output_tokens: 0, cost_usd: 0 };
  expect(difference.after.incurred).toEqual(nothing);
}

const capabilities = () => connection.db.selectFrom("pipelines.capabilities").selectAll().execute();

test("an exact trial of a run by the rules comes to the same bytes, and asks GitHub nothing", async () => {
  await expectExact(await house.run("acme/shop", goodWriter, { llm_model: "rules" }));
});

test("an exact trial of writers side by side, look-ups and a repair comes to the same bytes, and asks nobody", async () => {
  const recorded = await house.run("acme/many", writer, { max_iterations: 2 });
  expect(recorded.results.metrics).toMatchObject({ repair_rounds: 1 });
  expect(recorded.results.metrics.model_calls).toBeGreaterThan(8);
  // Now it would say something else.
  house.model.model = () => ({ text: "No." });

  await expectExact(recorded);
});

test("a recording that lacks a call, or has another question in its place, is named by that call, and nothing is asked", async () => {
  const { run } = await house.run("acme/doctored", goodWriter);
  const { db } = connection;
  await sql`update pipelines.runs set release = '0.0.9', commit = null where id = ${run.id}`.execute(db);
  const before = await requests();

  const kept = await db
    .deleteFrom("pipelines.calls")
    .where("run_id", "=", run.id)
    .where("name", "=", "read_pull_requests")
    .returningAll()
    .execute();
  const without = await trials.tried(run.id, { kind: "exact" });
  expect(without).toMatchObject({ state: "failed", artifact_uri: null, problem: { code: "conflict" } });
  expect(without.problem!.message).toContain(
    "has no answer to “read_pull_requests acme/doctored, 12 pull requests” of",
  );
  expect(without.problem!.message).toMatch(/It was recorded by 0\.0\.9, and this is 0\.1\.0/);

  const [call] = kept;
  const doctored = { ...(call!.input as object), numbers: [1, 2, 30] };
  await db
    .insertInto("pipelines.calls")
    .values({
      ...call!,
      seq: undefined,
      input: JSON.stringify(doctored),
      output: JSON.stringify(call!.output),
      input_digest: "d",
    })
    .execute();
  const other = await trials.tried(run.id, { kind: "exact" });
  expect(other.problem!.message).toContain(
    "(step 3) was recorded with another question: at numbers.2 it was 30, and now it is 3.",
  );
  expect(await requests()).toEqual(before);
});

test("a text that comes out otherwise is another text, and the first line that differs is named", async () => {
  const { run, results } = await house.run("acme/shop", goodWriter, { llm_model: "rules" });
  const lines = results.summary_message.split("\n");
  const at = lines.findIndex((line) => line.startsWith("- "));
  // As if another renderer had drawn what is recorded.
  const written = await house.pipelines.get<{ markdown: string }>(`/artifacts/${run.artifact_uri!.split("/").at(-1)}`);
  const drawn = { ...written.body, markdown: lines.with(at, `* ${lines[at]!.slice(2)}`).join("\n") };
  const sha256 = "0".repeat(64);
  await connection.db
    .insertInto("pipelines.artifacts")
    .values({ sha256, media_type: "application/json", body: Buffer.from(JSON.stringify(drawn)) })
    .execute();
  await sql`update pipelines.runs set artifact_sha256 = ${sha256} where id = ${run.id}`.execute(connection.db);

  const trial = await trials.tried(run.id, { kind: "exact" });

  expect(trial.state).toBe("completed");
  const { same, first } = await trials.difference(run.id, trial.id);
  expect(same).toBe(false);
  expect(first).toMatch(new RegExp(`^line ${at + 1}: it was "\\* .*, and now it is "- `));
});
