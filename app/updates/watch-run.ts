import { findGeneration, listOpenGenerations, moveDeadline } from "../../db/app/generations.ts";
import type { Generation } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { CANCEL_RUN, WATCH } from "../job-names.ts";
import { failGeneration, type GenerationRef } from "./fail-generation.ts";
import { RUN_MARGIN_MS } from "./run-margin.ts";

const NEXT_LOOK_S = 20;
/** However long the pipelines are away. */
const LONGEST_WAIT_MS = 24 * 3600 * 1_000;
const SWEEP_AT_ONCE = 200;

/** Job: asks for the run when no webhook comes, so that nothing stays `generating` past its deadline. */
export async function watchRun(deps: Deps, ref: GenerationRef): Promise<void> {
  const generation = await findGeneration(deps.db, ref.update_id, ref.generation);
  if (generation?.state !== "triggering" && generation?.state !== "running") return;
  if (await endIfOverdue(deps, generation)) return;
  const problem = await whyNothingComes(deps, generation);
  if (problem) return failGeneration(deps, ref, problem);
  await deps.jobs.send(null, WATCH, ref, { startAfterS: NEXT_LOOK_S });
}

/** Job, every minute: finds what a lost watch would have left waiting. */
export async function sweepGenerations(deps: Deps): Promise<void> {
  for (const generation of await listOpenGenerations(deps.db, SWEEP_AT_ONCE)) await endIfOverdue(deps, generation);
}

async function endIfOverdue(deps: Deps, asked: Generation): Promise<boolean> {
  const { update_id, generation, run_id, deadline_at } = asked;
  if (deadline_at > deps.clock()) return false;
  const later = await whenItIsOver(deps, asked);
  if (later) {
    await moveDeadline(deps.db, asked, later);
    return false;
  }
  if (run_id) await deps.jobs.send(null, CANCEL_RUN, { run_id });
  const problem = new Problem(
    "timed_out",
    "The run took too long and was stopped.",
    "Continue it, or try again with fewer days.",
  );
  await failGeneration(deps, { update_id, generation }, problem, "timed_out");
  return true;
}

/**
 * Its time is counted by the pipelines, and time in which nobody works is no part of it: while they are down, or the result that they
 * have is on its way, it waits on. Null: its time is over.
 */
async function whenItIsOver({ pipelines, clock }: Deps, { run_id, created_at }: Generation): Promise<Date | null> {
  const now = clock().getTime();
  if (!run_id || now - created_at.getTime() > LONGEST_WAIT_MS) return null;
  try {
    const { state, deadline_at } = await pipelines.run(run_id);
    const open = state === "queued" || state === "running";
    const over = (open ? Date.parse(deadline_at) : now) + RUN_MARGIN_MS;
    return over > now ? new Date(over) : null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === "not_found" ? null : new Date(now + RUN_MARGIN_MS);
  }
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
