import { findRecordedRun, type RecordedRun } from "../../db/app/recorded-runs.ts";
import type { RunDifference } from "../../webhooks/contract/difference.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { RunAnswer } from "../../webhooks/contract/runs.ts";
import type { Actor, Deps } from "../deps.ts";

/** A trial of a run of this team's. */
export type TrialDetail = {
  run: RunAnswer;
  source: RecordedRun;
  /** Once it has come to a text. */
  difference: RunDifference | null;
};

/** @throws {Problem} `not_found`, also for what is no trial of this team's runs; `unavailable` */
export async function loadTrial({ db, pipelines }: Deps, { team_id }: Actor, id: string): Promise<TrialDetail> {
  const run = await pipelines.run(id);
  const source = run.trial && (await findRecordedRun(db, team_id, run.trial.of));
  if (!source) throw new Problem("not_found", "There is no such trial.", "Begin one from a draft, or from a version.");
  const difference = run.state === "completed" ? await pipelines.trials.difference(source.run_id, id) : null;
  return { run, source, difference };
}
