import type { Span } from "../../base/tracing/span.ts";
import { countFailure, findRun, noteWorked, takeRun } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { dryRun } from "../readiness/dry-run.ts";
import { settleLost } from "../models/budget/lost-calls.ts";
import { unkeptBudgets } from "../models/budget/refusal.ts";
import { reportGraph } from "../report/graph.ts";
import { modelTools } from "../report/model-tools.ts";
import { readOf } from "../report/nodes/check.ts";
import { computeMaxSteps } from "../templates/max-steps.ts";
import { finishRun, type Ending } from "./finish-run.ts";
import { specOf } from "./spec-of.ts";
import { historyOf, waysOut } from "./trial-tools.ts";
import { Fenced } from "../recording/make-call.ts";
import { openRecording, type Recorder } from "../recording/recording.ts";
import { NOTED_EVERY_MS, watchForStop, type Hand, type Stop } from "./stop.ts";
import { showWriting } from "../recording/shown-writing.ts";
import { inRunSpan, traced } from "../recording/traced.ts";

/** Attempts that may end with an error of our own. A killed worker does not count: it is no fault of the run. */
const MAX_FAILURES = 3;

/** Job: one attempt at a run. May be killed at any line: the next attempt replays what was recorded and goes on. */
export async function workRun(deps: Deps, runId: string, hand: Hand): Promise<void> {
  const run = await takeRun(deps.db, runId, {
    job_id: hand.id,
    now: deps.clock(),
    code: deps.release.code,
    unnotedMs: NOTED_EVERY_MS,
  });
  if (!run) return;
  await settleLost(deps, run.id);
  await inRunSpan(deps, run, (span) => attempt(deps, run, hand, span));
}

async function attempt(deps: Deps, run: Run, hand: Hand, span: Span): Promise<void> {
  const log = deps.log.child({ run_id: run.id, update_id: run.request_id });
  log.info({ attempt: run.attempt }, "run begins");
  const stop = watchForStop(deps, run, hand);
  const ends = { ...stop, keep: hand.keep };
  const recorder = traced(await openRecording(deps, run, ends, await historyOf(deps, run)), deps);
  const finish = async (ending: Ending) => {
    await finishRun(deps, { ...run, worked_ms: stop.workedMs() }, recorder, ending);
    span.set({ "pulse.run_state": ending.state });
    if (ending.state === "failed") span.fail(ending.problem.code);
  };
  try {
    await finish(await execute(deps, run, recorder));
  } catch (error) {
    // Other writers may still be waiting for answers that are paid for.
    await recorder.end();
    const ending = await endingOf(deps, error, run, stop);
    if (ending === "fenced") return log.warn("another attempt has this run");
    if (ending === "retry") {
      await noteWorked(deps.db, run, stop.workedMs(), false);
      throw error;
    }
    if (ending.state === "failed") log.warn({ error }, "run failed");
    await finish(ending);
  } finally {
    stop.end();
  }
}

async function execute(deps: Deps, run: Run, recorder: Recorder): Promise<Ending> {
  if (run.dry_run) {
    const found = await dryRun(deps, run, recorder);
    return { state: "nothing_to_report", reason: "dry_run", ...found, coverage: null, notes: [], sources: [] };
  }
  const spec = await specOf(deps, run);
  const { clock } = deps;
  const max_steps = computeMaxSteps(spec, run.parameters.max_iterations);
  const ways = waysOut(deps, run, () => {
    const asked = modelTools(deps, { run_id: run.id, test_id: null }, run.parameters.llm_model);
    return asked && { ...asked, show: showWriting(deps, run) };
  });
  const graph = reportGraph({ ...ways, recorder, clock, spec, max_steps });
  const state = await graph.invoke({ parameters: run.parameters }, { recursionLimit: max_steps });
  const { window, empty: reason, coverage, notes, sources, ranges } = state;
  if (reason) return { state: "nothing_to_report", reason, window, coverage: coverage ?? null, notes, sources, ranges };
  return {
    state: "completed",
    ...state,
    notes: [...notes, ...budgetNotes(deps, run, state.drafts)],
    repair_rounds: Math.min(state.repair_rounds ?? 0, spec.limits.repair_rounds),
    read: readOf(state.drafts),
  };
}

/** A budget in dollars that could not be kept is said; where no model was let in for it, the update says so itself. */
function budgetNotes({ prices, settings }: Deps, run: Run, drafts: readonly unknown[]): string[] {
  const { llm_model } = run.parameters;
  if (drafts.length === 0 || prices.pricePerMillion(llm_model, run.created_at)) return [];
  const note = unkeptBudgets(settings.caps, llm_model);
  return note && !note.refused ? [note.sentence] : [];
}

/** Why the attempt did not come to its end, and what follows from that. */
async function endingOf({ db }: Deps, error: unknown, run: Run, stop: Stop): Promise<Ending | "fenced" | "retry"> {
  if (error instanceof Fenced || stop.why() === "fenced") return "fenced";
  const now = await findRun(db, run.id);
  if (now?.attempt !== run.attempt || now.state !== "running") return "fenced";
  if (stop.why() === "released" || stop.why() === "stopping") return "retry";
  if (stop.why() === "cancelled") return { state: "cancelled" };
  if (stop.why() === "overdue") {
    return failed(
      new Problem("timed_out", "The run took too long and was stopped.", "Continue it, or try again with fewer days."),
    );
  }
  if (error instanceof Problem) return failed(error);
  if ((await countFailure(db, run)) < MAX_FAILURES) return "retry";
  return failed(
    new Problem("failed", "Something went wrong inside the run.", "Try again; the log has the reason.", {
      cause: error,
    }),
  );
}

function failed(problem: Problem): Ending {
  return { state: "failed", problem };
}
