import { findRecordedRun } from "../../db/app/recorded-runs.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { RunAnswer } from "../../webhooks/contract/runs.ts";
import type { TrialChange } from "../../webhooks/contract/trials.ts";
import type { Actor, Deps } from "../deps.ts";
import { audited } from "../people/audited.ts";

const ACTIONS = {
  right: "templates.change",
  asked: "template.trial_asked",
  done: "template.trial_begun",
  failed: "template.trial_failed",
} as const;

/** A run of this team's that was written by a template, and what is laid over it: the draft by its number, or a version. */
type Trial = { template: string; run_id: string; change: Pick<TrialChange, "draft" | "version">; key: string };

/** Tries a draft or a version on what a recorded run had read. Nothing of it can be posted. @throws {Problem} `forbidden`, `not_found`, or the pipelines' own */
export async function tryTemplate(
  deps: Deps,
  actor: Actor,
  { template, run_id, change, key }: Trial,
): Promise<RunAnswer> {
  const run = await findRecordedRun(deps.db, actor.team_id, run_id);
  if (run?.template !== template) {
    throw new Problem("not_found", `${template} wrote no such run.`, "Choose one from the list.");
  }
  return audited(deps, actor, ACTIONS, { template, run_id, ...change }, (by) =>
    deps.pipelines.trials.start(run_id, { kind: "fork", change, by }, key),
  );
}
