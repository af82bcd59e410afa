import { inSpan } from "../base/tracing.ts";
import type { Jobs, QueueRules } from "../db/jobs.ts";
import type { Deps } from "./deps.ts";
import { JUDGE_VERSIONS, READ_EVIDENCE, REPORT_BACK, RUN, SWEEP, TEST_MODEL } from "./job-names.ts";
import { sweepTests } from "./model-tests/start-test.ts";
import { sweepReservations } from "./models/budget/lost-calls.ts";
import { judgeVersions, type JudgeJob } from "./readiness/judge-versions.ts";
import { readEvidence } from "./runs/read-evidence.ts";
import { sweepReads } from "./runs/sweep-reads.ts";
import { LIMITS } from "../webhooks/contract/limits.ts";
import { receivers } from "../webhooks/receivers.ts";
import { reportBack, type ReportBackJob } from "./runs/report-back.ts";
import { sweepRuns } from "./runs/sweep-runs.ts";

/** Retries also count take-overs after a crash, so there are many; `MAX_FAILURES` of work-run.ts bounds real failures. */
const RUNS: QueueRules = { retries: 50, retryDelayS: 1, retryDelayMaxS: 10, expireS: 7_500 };
/** The second try finds that the first one's process is gone. */
const TESTS: QueueRules = { retries: 1, retryDelayS: 1, retryDelayMaxS: 1, expireS: 2 * LIMITS.model_test.seconds };
const QUICK: QueueRules = { retries: 3, retryDelayS: 1, retryDelayMaxS: 10, expireS: 150 };

/** After this, the API can send jobs. */
export async function openQueues(jobs: Jobs): Promise<void> {
  await jobs.start();
  await Promise.all([
    jobs.queue(RUN, RUNS),
    jobs.queue(TEST_MODEL, TESTS),
    ...[REPORT_BACK, READ_EVIDENCE, JUDGE_VERSIONS, SWEEP].map((name) => jobs.queue(name, QUICK)),
  ]);
}

/** What stands beside the pipelines may start with them. */
const FIRST_LOOK_S = 5;

/** The pipelines' background work. */
export async function workJobs(deps: Deps): Promise<void> {
  const { jobs } = deps;
  const senders = receivers();
  // LangGraph takes half a second to load: nobody waits for it before the first run.
  const graph = import("./runs/work-run.ts");
  const tests = import("./model-tests/work-test.ts");
  await Promise.all([
    jobs.work<{ id: string }>(
      READ_EVIDENCE,
      ({ data, signal }) => inSpan("read evidence", {}, () => readEvidence(deps, data, signal)),
      8,
    ),
    jobs.work<{ run_id: string }>(RUN, async (job) => (await graph).workRun(deps, job.data.run_id, job), 8),
    jobs.work<{ id: string }>(TEST_MODEL, async (job) => (await tests).workTest(deps, job.data.id, job), 2),
    jobs.work<JudgeJob>(JUDGE_VERSIONS, ({ data }) => judgeVersions(deps, data), 1),
    jobs.work<ReportBackJob>(REPORT_BACK, ({ data }) => reportBack(deps, senders, data), 8),
    jobs.work(SWEEP, async () => {
      await sweepRuns(deps);
      await sweepReads(deps);
      await sweepReservations(deps);
      await sweepTests(deps);
    }),
    jobs.every(SWEEP, "* * * * *"),
    // The clock's own jobs say nothing of themselves.
    jobs.every(JUDGE_VERSIONS, "*/10 * * * *"),
    jobs.send(null, JUDGE_VERSIONS, { by: "start" } satisfies JudgeJob, { startAfterS: FIRST_LOOK_S }),
  ]);
}
