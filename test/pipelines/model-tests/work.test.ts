import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inTransaction } from "../../../db/connect.ts";
import { findTest, insertTest, takeTest } from "../../../db/pipelines/model-tests.ts";
import type { Db } from "../../../db/pipelines/tables.ts";
import { sweepTests } from "../../../pipelines/model-tests/start-test.ts";
import { workTest } from "../../../pipelines/model-tests/work-test.ts";
import type { Chat } from "../../../pipelines/models/chat.ts";
import { spending } from "../../../pipelines/models/budget.ts";
import { budgetDeps, budgetTest, DEAR, emptyBudget, NOON, type BudgetTest } from "../models/budget-harness.ts";

const SERVER = "http://llm.test/v1";
let here: BudgetTest;
let db: Db;
beforeAll(async () => {
  here = await budgetTest();
  db = here.connections[0].db;
});
afterAll(() => here.close());
beforeEach(async () => {
  await emptyBudget(db);
  await db.deleteFrom("pipelines.model_tests").execute();
});

const models = { server: SERVER, ids: [DEAR], standIn: false };
/** A model that is never done, and what keeps to a stop. */
const endless: Chat = (_request, signal) =>
  new Promise((_, stopped) => {
    const stop = () => stopped(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
const began = async () => (await inTransaction(db, (tx) => insertTest(tx, { server: SERVER, model: DEAR }, NOON)))!;
const hand = (stopping = new AbortController().signal) => ({ signal: new AbortController().signal, stopping });

test("a test that takes too long ends, says so, and what was set aside counts", async () => {
  const { id } = await began();
  let asked = false;
  const chat: Chat = (request, signal) => {
    asked = true;
    return endless(request, signal);
  };
  const deps = budgetDeps(db, { chat, models });
  await workTest(deps, id, hand(), { limitMs: 300 });
  const over = await findTest(db, id);
  expect(over).toMatchObject({ state: "done", finished_at: expect.any(Date) });
  expect(over?.result).toMatchObject({
    writes: false,
    sentence: "dear did not write three changes within 0.3 seconds.",
  });
  const { day, open } = await spending(deps);
  // A busy machine may not have come to ask within that time.
  expect(day.spent_usd > 0).toBe(asked);
  expect(open.calls).toBe(0);
});

test("a test that another process had begun is lost: what was paid for is not paid twice", async () => {
  const { id } = await began();
  await takeTest(db, id);
  let asked = 0;
  const chat: Chat = (request, signal) => {
    asked += 1;
    return endless(request, signal);
  };
  await workTest(budgetDeps(db, { chat, models }), id, hand());
  expect([asked, (await findTest(db, id))?.state]).toEqual([0, "lost"]);
});

test("a test ends at once where its process is about to", async () => {
  const { id } = await began();
  const stopping = new AbortController();
  const chat: Chat = (request, signal) => {
    stopping.abort();
    return endless(request, signal);
  };
  await workTest(budgetDeps(db, { chat, models }), id, hand(stopping.signal));
  expect((await findTest(db, id))?.state).toBe("lost");
});

test("a test whose job is gone is found, and one that has its time is not", async () => {
  const { id } = await began();
  const at = (seconds: number) => budgetDeps(db, { models, now: () => new Date(NOON.getTime() + seconds * 1_000) });
  await sweepTests(at(500));
  expect((await findTest(db, id))?.state).toBe("waiting");
  await sweepTests(at(700));
  expect((await findTest(db, id))?.state).toBe("lost");
  await expect(began()).resolves.toMatchObject({ state: "waiting" });
});

test("a fault of our own is one sentence for people, and the log has it", async () => {
  const { id } = await began();
  const chat: Chat = () => Promise.reject(new Error("a bug"));
  await workTest(budgetDeps(db, { chat, models }), id, hand());
  expect((await findTest(db, id))?.result).toMatchObject({
    writes: false,
    sentence: "Something went wrong in the test.",
    problem: { code: "failed", remedy: "Test again; the log has the reason." },
  });
});
