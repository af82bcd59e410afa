import { moveDeadline } from "../../db/app/generations.ts";
import type { Generation } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { CANCEL_RUN } from "../job-names.ts";
import { failGeneration } from "./fail-generation.ts";
import { RUN_MARGIN_MS } from "./run-margin.ts";

/** However long the pipelines are away. */
const LONGEST_WAIT_MS = 24 * 3600 * 1_000;

/** Whether it was overdue, and is ended. */
export async function endIfOverdue(deps: Deps, asked: Generation): Promise<boolean> {
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
