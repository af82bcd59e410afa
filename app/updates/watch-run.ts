import { findGeneration } from "../../db/app/generations.ts";
import type { Generation } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { WATCH } from "../job-names.ts";
import { endIfOverdue } from "./end-if-overdue.ts";
import { failGeneration, type GenerationRef } from "./fail-generation.ts";

const NEXT_LOOK_S = 20;

/** Job: asks for the run when no webhook comes, so that nothing stays `generating` past its deadline. */
export async function watchRun(deps: Deps, ref: GenerationRef): Promise<void> {
  const generation = await findGeneration(deps.db, ref.update_id, ref.generation);
  if (generation?.state !== "triggering" && generation?.state !== "running") return;
  if (await endIfOverdue(deps, generation)) return;
  const problem = await whyNothingComes(deps, generation);
  if (problem) return failGeneration(deps, ref, problem);
  await deps.jobs.send(null, WATCH, ref, { startAfterS: NEXT_LOOK_S });
}

async function whyNothingComes({ pipelines }: Deps, { run_id }: Generation): Promise<Problem | undefined> {
  if (!run_id) return undefined;
  try {
    const { report_back } = await pipelines.run(run_id);
    if (report_back.state !== "dead" && report_back.state !== "refused") return undefined;
    const why = report_back.last_error ?? `status ${report_back.last_status}`;
    return new Problem("failed", `The finished text could not be delivered (${why}).`, "Try again.");
  } catch (error) {
    // Not reachable now is no answer: the deadline decides. A run that nobody knows will never report.
    if (error instanceof Problem && error.code === "not_found") {
      return new Problem("failed", "The pipelines do not know this run any more.", "Try again.", { cause: error });
    }
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
