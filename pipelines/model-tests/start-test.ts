import type { Log } from "../../base/log.ts";
import { inTransaction } from "../../db/connect.ts";
import { findOpenTest, findTest, insertTest, endLostTests, stopTest } from "../../db/pipelines/model-tests.ts";
import type { ModelTestRow } from "../../db/pipelines/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { ModelTestAnswer } from "../../webhooks/contract/model-tests.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { TEST_MODEL } from "../job-names.ts";
import { isId } from "../../webhooks/contract/ids.ts";

/**
 * Begins a test of a model, or finds the one that is open: two people who press the button see the same one. Row and job are one
 * transaction.
 *
 * @throws {Problem} `not_found` when it is none of those that may be chosen.
 */
export async function startTest(deps: Deps, model: string): Promise<ModelTestRow> {
  const { db, jobs, clock } = deps;
  const { models } = deps.settings;
  if (!models?.ids.includes(model)) {
    throw new Problem("not_found", "There is no such model to ask.", "Choose one that GET /api/v1/models names.");
  }
  const asked = { server: models.server, model };
  const begun = await inTransaction(db, async (tx) => {
    const test = await insertTest(tx, asked, clock());
    if (test) await jobs.send(tx, TEST_MODEL, { id: test.id });
    return test;
  });
  // One that is open may end between the two looks.
  return begun ?? (await findOpenTest(db, asked)) ?? startTest(deps, model);
}

/** @throws {Problem} `not_found` */
export async function getTest({ db }: Deps, id: string): Promise<ModelTestRow> {
  const test = isId(id) ? await findTest(db, id) : undefined;
  if (!test) throw new Problem("not_found", "There is no such test.", "Begin one: POST /api/v1/models/{id}/test.");
  return test;
}

/** The call in hand is broken off; what it may have cost counts. One that is over stays as it is. @throws {Problem} `not_found` */
export async function stopModelTest(deps: Deps, id: string): Promise<ModelTestRow> {
  const test = await getTest(deps, id);
  return (await stopTest(deps.db, test.id, deps.clock())) ?? getTest(deps, id);
}

/** Waiting for its turn, and the call in hand that comes to its end. */
const LOST_AFTER_MS = 2 * LIMITS.model_test.seconds * 1_000;

/** Job, every minute: tests whose job is gone. */
export async function sweepTests({ db, clock, log }: Pick<Deps, "db" | "clock"> & { log: Log }): Promise<void> {
  const now = clock();
  const tests = await endLostTests(db, new Date(now.getTime() - LOST_AFTER_MS), now);
  if (tests > 0) log.warn({ tests }, "tests of models were lost");
}

export function testAnswerOf(test: ModelTestRow): ModelTestAnswer {
  const { id, server, model, state, progress, result, created_at, finished_at } = test;
  const times = { created_at: created_at.toISOString(), finished_at: finished_at?.toISOString() ?? null };
  return { id, server, model, state, progress, result, ...times };
}
