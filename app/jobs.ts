import type { Jobs, QueueRules } from "../db/jobs.ts";
import { deliver } from "./delivery/deliver.ts";
import { sweepDeliveries } from "./delivery/sweep-deliveries.ts";
import type { Deps } from "./deps.ts";
import { measureApproved } from "./feedback/measure-approved.ts";
import { CANCEL_RUN, DELIVER, SCHEDULES, SWEEP, TRIGGER, WATCH } from "./job-names.ts";
import { sweepSessions } from "./people/sweep-sessions.ts";
import { lastLook } from "./schedules/recheck.ts";
import { tendSchedules } from "./schedules/tend-schedules.ts";
import { sweepSlack } from "./slack/sweep.ts";
import { expireReviews } from "./updates/expire-reviews.ts";
import type { GenerationRef } from "./updates/fail-generation.ts";
import { remindApprovers } from "./updates/remind-approvers.ts";
import { triggerRun, type TriggerJob } from "./updates/trigger-run.ts";
import { sweepGenerations } from "./updates/sweep-generations.ts";
import { watchRun } from "./updates/watch-run.ts";

const QUICK: QueueRules = { retries: 6, retryDelayS: 1, retryDelayMaxS: 30, expireS: 60 };
/** A delivery may wait for Slack's spacing between many parts. */
const PATIENT: QueueRules = { retries: 20, retryDelayS: 2, retryDelayMaxS: 60, expireS: 300 };

/** Loops, of two deliveries each: every one holds a connection as long as its channel, and the pages need some too. */
const DELIVERIES = 2;

/** The next minute tries again anyway; evidence that is read again may take its time. */
const CLOCK: QueueRules = { retries: 1, retryDelayS: 5, retryDelayMaxS: 5, expireS: 300 };

/** After this, operations can send jobs. */
export async function openQueues(jobs: Jobs): Promise<void> {
  await jobs.start();
  await Promise.all([
    ...[TRIGGER, CANCEL_RUN, WATCH, SWEEP].map((name) => jobs.queue(name, QUICK)),
    jobs.queue(DELIVER, PATIENT),
    jobs.queue(SCHEDULES, CLOCK),
  ]);
}

/** The app's background work. Each job may be killed at any line: the next attempt goes on from the rows. */
export async function workJobs(deps: Deps): Promise<void> {
  const { jobs, pipelines } = deps;
  await Promise.all([
    jobs.work<TriggerJob>(TRIGGER, ({ data, lastAttempt }) => triggerRun(deps, data, lastAttempt)),
    jobs.work<{ run_id: string }>(CANCEL_RUN, ({ data }) => pipelines.cancel(data.run_id)),
    jobs.work<GenerationRef>(WATCH, ({ data }) => watchRun(deps, data)),
    jobs.work<{ delivery_id: string }>(DELIVER, ({ data }) => deliver(deps, data, lastLook), DELIVERIES),
    jobs.work(SWEEP, async () => {
      await sweepGenerations(deps);
      await sweepDeliveries(deps);
      await remindApprovers(deps);
      await expireReviews(deps);
      await sweepSessions(deps);
      await sweepSlack(deps);
      await measureApproved(deps);
    }),
    jobs.every(SWEEP, "* * * * *"),
    jobs.work(SCHEDULES, () => tendSchedules(deps), 1),
    jobs.every(SCHEDULES, "* * * * *"),
  ]);
}
