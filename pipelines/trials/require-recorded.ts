import type { Run } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { getRun } from "../runs/get-run.ts";

/** A run that can be tried again: it came to a text, and what it heard is recorded. @throws {Problem} `not_found`, `conflict` */
export async function requireRecorded(deps: Pick<Deps, "db">, id: string): Promise<Run> {
  const run = await getRun(deps, id);
  const why = unfitFor(run);
  if (why) throw new Problem("conflict", ...why);
  return run;
}

const COMPLETED = "Choose a run that completed.";

function unfitFor(run: Run): [message: string, remedy: string] | null {
  if (run.trial_of) return ["This run is a trial itself.", `Try its root again: run ${run.trial_of}.`];
  if (run.dry_run) return ["A dry run reads and writes nothing, so there is nothing to try again.", COMPLETED];
  if (run.state === "queued" || run.state === "running") return ["This run is not over yet.", "Wait for its end."];
  if (run.artifact_sha256 && run.evidence_sha256) return null;
  return [`This run came to no text: it is ${run.state.replaceAll("_", " ")}.`, COMPLETED];
}
