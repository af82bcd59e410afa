import { findCheckedGeneration, listGenerations } from "../../db/app/generations.ts";
import type { Generation, Update } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { CallAnswer, RunAnswer, StepAnswer } from "../../webhooks/contract/runs.ts";
import type { Actor, Deps } from "../deps.ts";
import { getUpdate } from "./change-state.ts";

export type Recorded = { run: RunAnswer; steps: StepAnswer[]; calls: CallAnswer[] };

/** Why there is nothing to show: the text came from another update, the run has not begun, never will, is gone, or nobody answers. */
export type Absence = "copied" | "waiting" | "never_ran" | "gone" | "no_answer";

/** One run of an update: how its text came about, or comes about right now. */
export type RunDetail = {
  update: Update;
  /** Null only for a text that was copied from another update. */
  generation: Generation | null;
  /** All of them, the newest first. */
  generations: Generation[];
  recorded: Recorded | null;
  absence: Absence | null;
  /** Set when this run's text, or a part of it, was written by rules instead of the model. */
  degraded: Update["degraded"];
};

/**
 * @param number The generation; absent: the newest.
 * @throws {Problem} `not_found`, or `gone` when the update was deleted.
 */
export async function loadRun(deps: Deps, actor: Actor, id: string, number?: number): Promise<RunDetail> {
  const update = await getUpdate(deps.db, actor, id);
  const generations = await listGenerations(deps.db, id);
  const generation = number === undefined ? generations[0] : generations.find((one) => one.generation === number);
  if (number !== undefined && !generation) throw noSuchRun();
  const written = await findCheckedGeneration(deps.db, id);
  const shown = { update, generation: generation ?? null, generations };
  const degraded = generation && written?.generation === generation.generation ? update.degraded : null;
  if (!generation?.run_id) return { ...shown, degraded, recorded: null, absence: absenceOf(update, generation) };
  return { ...shown, degraded, ...(await recordedOf(deps, generation.run_id)) };
}

function absenceOf({ copied_from }: Update, generation: Generation | undefined): Absence {
  if (!generation) return copied_from ? "copied" : "never_ran";
  return generation.state === "triggering" ? "waiting" : "never_ran";
}

async function recordedOf({ pipelines }: Deps, runId: string): Promise<Pick<RunDetail, "recorded" | "absence">> {
  try {
    const [run, steps, { calls }] = await Promise.all([
      pipelines.run(runId),
      pipelines.steps(runId),
      pipelines.calls(runId),
    ]);
    return { recorded: { run, steps, calls }, absence: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { recorded: null, absence: error.code === "not_found" ? "gone" : "no_answer" };
  }
}

export function noSuchRun(): Problem {
  return new Problem("not_found", "This update had no such run.", "Open its newest run from the update’s page.");
}
