import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../db/connect.ts";
import { createJobs } from "../../db/jobs.ts";
import { silent, testDatabase, type TestDatabase } from "../support/database.ts";
import { until } from "../support/until.ts";

const QUEUE = "work";
const RULES = { retries: 5, retryDelayS: 60, retryDelayMaxS: 60, expireS: 600 };

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database?.drop());

test("what a process gave back when it stopped, and fails at only later, stays with whoever went on with it", async () => {
  const { db, close } = connect(database.url(), silent);
  const jobNow = async () => {
    const job = sql<{
      state: string;
      retry_count: number;
    }>`select state, retry_count from app_jobs.job where name = ${QUEUE}`;
    return (await job.execute(db)).rows;
  };
  const [first, second] = [createJobs(database.url(), "app", silent), createJobs(database.url(), "app", silent)];
  for (const jobs of [first, second]) await jobs.start();
  await first.queue(QUEUE, RULES);
  const [begun, goneOn, tooLate, over] = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  await first.work(QUEUE, async () => {
    begun!.resolve();
    await tooLate!.promise;
    throw new Error("It did not hear that it was over.");
  });
  await first.send(null, QUEUE, {});
  await begun!.promise;

  const drained = first.drain(0);
  await second.work(QUEUE, () => (goneOn!.resolve(), over!.promise));
  await Promise.all([drained, goneOn!.promise]);
  tooLate!.resolve();
  await first.stop();
  expect(await jobNow()).toEqual([{ state: "active", retry_count: 1 }]);

  over!.resolve();
  await until("end of the job", async () => (await jobNow())[0]?.state === "completed");
  await second.stop();
  await close();
});

test("a process whose database is gone stops all the same", async () => {
  const other = await testDatabase();
  const jobs = createJobs(other.url(), "app", silent);
  await jobs.start();
  await jobs.queue(QUEUE, RULES);
  await jobs.work(QUEUE, () => Promise.resolve());
  await other.drop();
  await jobs.stop();
});
