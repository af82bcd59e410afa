import { inTransaction } from "../../db/connect.ts";
import { reviveReportBack } from "../../db/pipelines/report-backs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { REPORT_BACK } from "../job-names.ts";
import { getRun } from "./get-run.ts";

/** A dead webhook is tried again, after its cause was mended. @throws {Problem} `not_found`, `conflict` */
export async function resendReportBack(deps: Deps, id: string): Promise<Run> {
  const run = await getRun(deps, id);
  await inTransaction(deps.db, async (tx) => {
    if (!(await reviveReportBack(tx, id, deps.clock()))) {
      throw new Problem("conflict", "This run’s webhook is not dead.", "Look at report_back of the run.");
    }
    await deps.jobs.send(tx, REPORT_BACK, { run_id: id });
  });
  return run;
}
