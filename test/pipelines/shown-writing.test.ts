import { afterAll, beforeAll, expect, test } from "vitest";
import { changeRun, findRun, takeRun } from "../../db/pipelines/runs.ts";
import type { Db, Run } from "../../db/pipelines/tables.ts";
import { findWriting } from "../../db/pipelines/writing.ts";
import { showWriting } from "../../pipelines/recording/shown-writing.ts";
import { silent } from "../support/database.ts";
import { until } from "../support/until.ts";
import { NO_CHECKOUT } from "../support/release.ts";
import { budgetTest, madeRun, type BudgetTest } from "./models/budget-harness.ts";

let here: BudgetTest;
let db: Db;
beforeAll(async () => {
  here = await budgetTest();
  db = here.connections[0].db;
});
afterAll(() => here.close());

const taken = async (id: string, job: string): Promise<Run> =>
  // Safe: nobody is at work on it, or it is this job's already.
  (await takeRun(db, id, { job_id: job, now: new Date(), code: NO_CHECKOUT, unnotedMs: 0 }))!;

const JOB = "01a1fc97-566b-7799-889c-76eca2a4f821";
const begun = async () => taken(await madeRun(db), JOB);
/** As the process sees it that is asked: another one may be writing. */
const seen = (run: Run) => findWriting(here.connections[1].db, run);
const shown = (run: Run, text: string) =>
  until(`“${text}”`, async () => (await seen(run)).flatMap(({ texts }) => texts).includes(text));

test("what several writers write is seen by any process, each by its label, and gone when its turn is over", async () => {
  const run = await begun();
  const show = showWriting({ db, log: silent }, run);
  const [one, two] = [show("writing Search"), show("writing Search")];
  one.grew(() => ["Search is faster"]);
  two.grew(() => ["Exports hold"]);
  await shown(run, "Exports hold");
  expect(await seen(run)).toEqual([
    { label: "writing Search", texts: ["Search is faster"] },
    { label: "writing Search", texts: ["Exports hold"] },
  ]);

  await one.end();
  expect(await seen(run)).toEqual([{ label: "writing Search", texts: ["Exports hold"] }]);
  await two.end();
  expect(await seen(run)).toEqual([]);
  expect(await db.selectFrom("pipelines.writing").selectAll().where("run_id", "=", run.id).execute()).toEqual([]);
});

test("however fast it grows, it is read twice a second, and the newest is what is seen", async () => {
  const run = await begun();
  const sight = showWriting({ db, log: silent }, run)("writing Search");
  let [words, reads] = [0, 0];
  const began = performance.now();
  const growing = setInterval(() => {
    words += 1;
    const soFar = `word ${words}`;
    sight.grew(() => [`${soFar}, read ${(reads += 1)}`]);
  }, 1);
  await until("third look", () => reads >= 3);
  clearInterval(growing);
  expect(performance.now() - began).toBeGreaterThanOrEqual(1_500);
  await until("newest word", async () => (await seen(run))[0]?.texts[0]?.startsWith(`word ${words},`));
  await sight.end();
});

test("nothing to read is nothing that is kept", async () => {
  const run = await begun();
  const sight = showWriting({ db, log: silent }, run)("writing Search");
  let looked = false;
  sight.grew(() => ((looked = true), []));
  await until("look", () => looked);
  await sight.end();
  expect(await seen(run)).toEqual([]);
});

test("what an attempt left that was killed is not seen, and one that is fenced off shows nothing more", async () => {
  const run = await begun();
  const sight = showWriting({ db, log: silent }, run)("writing Search");
  sight.grew(() => ["Of the first attempt"]);
  await shown(run, "Of the first attempt");

  const next = await taken(run.id, JOB);
  expect(await seen(next)).toEqual([]);
  const mine = showWriting({ db, log: silent }, next)("writing Search");
  mine.grew(() => ["Of the second"]);
  await shown(next, "Of the second");
  let looked = false;
  sight.grew(() => ((looked = true), ["Of a worker that thaws"]));
  await until("look of the first", () => looked);
  await sight.end();
  expect((await seen(next))[0]?.texts).toEqual(["Of the second"]);

  await changeRun(db, next, { state: "failed" });
  mine.grew(() => ["Of a run that has ended"]);
  await mine.end();
  expect((await findRun(db, run.id))?.state).toBe("failed");
  expect(await seen(next)).toEqual([]);
});

test("where it cannot be shown, whoever writes does not notice", async () => {
  const broken = { ...(await begun()), id: "no id" };
  const sight = showWriting({ db, log: silent }, broken)("writing Search");
  let looked = false;
  sight.grew(() => ((looked = true), ["Search is faster"]));
  await until("look", () => looked);
  await sight.end();
});
