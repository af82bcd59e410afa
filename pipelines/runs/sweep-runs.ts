import { listForgottenReportBacks } from "../../db/pipelines/report-backs.ts";
import { listSilentRuns, listWaitingRuns } from "../../db/pipelines/runs.ts";
import type { Deps } from "../deps.ts";
import { REPORT_BACK, RUN } from "../job-names.ts";

const FORGOTTEN_AFTER_MS = 30_000;
const LOST_AFTER_MS = 30_000;
/** Longer than pg-boss takes to give a job to another worker. */
const SILENT_AFTER_S = 90;

/** Job, every minute: whatever lost its job. A second job does no harm: see takeRun. */
export async function sweepRuns(deps: Deps): Promise<void> {
  const { db, jobs, clock } = deps;
  const now = clock().getTime();
  const waiting = await listWaitingRuns(db, new Date(now - LOST_AFTER_MS));
  const silent = await listSilentRuns(db, SILENT_AFTER_S);
  for (const run_id of [...waiting, ...silent]) await jobs.send(null, RUN, { run_id });
  for (const run_id of await listForgottenReportBacks(db, new Date(now - FORGOTTEN_AFTER_MS))) {
    await jobs.send(null, REPORT_BACK, { run_id });
  }
}
