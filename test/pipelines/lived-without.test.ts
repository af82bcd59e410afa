import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, type Connection } from "../../db/connect.ts";
import { listCalls } from "../../db/pipelines/recording.ts";
import type { PipelinesTables, Run } from "../../db/pipelines/tables.ts";
import { type History, openHistory } from "../../pipelines/recording/history.ts";
import { openRecording } from "../../pipelines/recording/recording.ts";
import { Problem, shapeOf } from "../../webhooks/contract/problem.ts";
import { silent, testDatabase, type TestDatabase } from "../support/database.ts";
import { publishedFor, runningRunIn } from "../support/running-run.ts";

let database: TestDatabase;
let connection: Connection<PipelinesTables>;

beforeAll(async () => {
  database = await testDatabase();
  connection = connect<PipelinesTables>(database.url("pulse_pipelines"), silent);
  await publishedFor(connection.db);
});
afterAll(async () => {
  await connection?.close();
  await database?.drop();
});

test("a failure that a node lives with is heard again by whoever repeats the run, and one that ends it is asked about anew", async () => {
  const deps = { db: connection.db, clock: () => new Date() };
  const failure = { code: "forbidden", message: "no", status: 403, retry_after_s: null };
  const refused = new Problem("upstream", "The token may not look.", "Give it the right.", { cause: failure });
  const asked = { kind: "tool" as const, name: "get_branch", input: {}, label: "looks" };
  let times = 0;
  const live = async () => {
    times += 1;
    throw refused;
  };
  const [never, place] = [new AbortController().signal, { step: 1, path: "resolve" }];
  const heard: unknown[] = [];
  const work = async (run: Run, isLivedWith: boolean, history: History | null = null) => {
    const ends = { winding: never, signal: never, keep: <T>(made: Promise<T>) => made };
    const recorder = await openRecording(deps, run, ends, history);
    const node = recorder.node("resolve", place, async (ask) => {
      const said = await ask(asked, live).catch((error: unknown) => error);
      heard.push(said);
      if (!isLivedWith) throw said;
      return { result: null, detail: "" };
    });
    await node.catch(() => undefined);
    return recorder.totals().tool_calls;
  };

  const ended = await runningRunIn(connection.db);
  expect([await work(ended, false), await work(ended, false), times]).toEqual([0, 0, 2]);
  const lived = await runningRunIn(connection.db);
  expect([await work(lived, true), await work(lived, true), times]).toEqual([1, 1, 3]);
  const history = await openHistory(deps, lived, { kind: "exact" }, lived);
  const trial = await runningRunIn(connection.db);
  expect([await work(trial, true, history), times]).toEqual([1, 3]);

  expect(heard).toHaveLength(5);
  for (const said of heard) expect(said).toMatchObject({ ...shapeOf(refused), cause: failure });
  expect(await listCalls(connection.db, trial.id)).toMatchObject([{ outcome: "failed", served_from: lived.id }]);
});
