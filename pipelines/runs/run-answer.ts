import { listNodes } from "../../db/pipelines/recording.ts";
import { findWriting } from "../../db/pipelines/writing.ts";
import { findReportBack } from "../../db/pipelines/report-backs.ts";
import type { ReportBack, Run, RunNode } from "../../db/pipelines/tables.ts";
import { type RunAnswer, STEPS_OF_MODELS, type StepAnswer } from "../../webhooks/contract/runs.ts";
import type { Deps } from "../deps.ts";
import { DRY_RUN_STEPS } from "../readiness/dry-run.ts";
import { stepsOfVersion } from "../templates/steps.ts";

/** A run as the API shows it. */
export async function answerOf({ db, clock, settings }: Deps, run: Run): Promise<RunAnswer> {
  const back = await findReportBack(db, run.id);
  return {
    id: run.id,
    request_id: run.request_id,
    state: run.state,
    contract_hash: run.contract_hash,
    contract_note: run.contract_note,
    checks: run.checks,
    parameters: run.parameters,
    timeframe: run.timeframe ?? run.parameters.date_range ?? null,
    progress: progressOf(run),
    writing: run.state === "running" ? await findWriting(db, run) : [],
    problem: run.problem,
    metrics: run.metrics,
    attempt: run.attempt,
    code: { release: run.release, commit: run.commit, dirty: run.dirty },
    template: { name: run.template_name, version: run.template_version },
    artifact_uri: run.artifact_sha256 && `${settings.publicUrl}/api/v1/artifacts/${run.artifact_sha256}`,
    created_at: run.created_at.toISOString(),
    started_at: run.started_at?.toISOString() ?? null,
    finished_at: run.finished_at?.toISOString() ?? null,
    deadline_at: deadlineOf(run, clock()).toISOString(),
    trial: run.trial && run.trial_of ? { ...run.trial, of: run.trial_of } : null,
    report_back: {
      state: back?.state ?? "none",
      attempts: back?.attempts ?? 0,
      last_status: back?.last_status ?? null,
      last_error: back?.last_error ?? null,
      next_attempt_at: back?.next_attempt_at?.toISOString() ?? null,
    },
  };
}

/** What was in hand when the run ended is in nobody's hand any more. */
function progressOf(run: Run): Run["progress"] {
  return isOpen(run) ? run.progress : { ...run.progress, step: null, call: null, calls: [] };
}

const isOpen = ({ state }: Pick<Run, "state">): boolean => state === "queued" || state === "running";

/** While it is open: if somebody works on it from now on without a break. */
function deadlineOf(run: Run, now: Date): Date {
  return isOpen(run) ? new Date(now.getTime() + run.limit_ms - run.worked_ms) : run.deadline_at;
}

/** The steps of a run in their order: those that were visited, and those that may still come. */
export async function stepsOf({ db }: Deps, run: Run): Promise<StepAnswer[]> {
  const nodes = new Map((await listNodes(db, run.id)).map((node) => [node.node, node]));
  const steps = run.dry_run
    ? DRY_RUN_STEPS
    : await stepsOfVersion(db, run.template_name, run.template_version, [...nodes.keys()]);
  const inside = steps
    .filter((name) => nodes.has(name) || mayCome(run, name))
    .map((name) => stepOf(name, nodes.get(name)));
  return run.trial ? inside : [...inside, reportBackStep(run, await findReportBack(db, run.id))];
}

function mayCome(run: Pick<Run, "state" | "parameters">, step: string): boolean {
  if (!isOpen(run)) return false;
  return run.parameters.llm_model !== "rules" || !STEPS_OF_MODELS.has(step);
}

function stepOf(name: string, node: RunNode | undefined): StepAnswer {
  const base = {
    name,
    part_of: "do_agents_loop",
    detail: node?.detail ?? "",
    calls: node?.calls ?? 0,
    replayed: node?.replayed ?? 0,
  };
  if (!node) return { ...base, state: "waiting", started_at: null, duration_ms: null };
  const { started_at, finished_at, failed } = node;
  return {
    ...base,
    state: failed ? "failed" : finished_at ? "done" : "running",
    started_at: started_at.toISOString(),
    duration_ms: finished_at ? Math.max(0, finished_at.getTime() - started_at.getTime()) : null,
  };
}

function reportBackStep(run: Run, back: ReportBack | undefined): StepAnswer {
  const base = { name: "report_back", part_of: "report_back", calls: back?.attempts ?? 0, replayed: 0 };
  if (!back) return { ...base, state: "waiting", detail: "", started_at: null, duration_ms: null };
  const done = back.state === "delivered" || back.state === "refused";
  return {
    ...base,
    state: done ? "done" : back.state === "dead" ? "failed" : "running",
    detail: back.last_error ?? (back.last_status === null ? "" : `status ${back.last_status}`),
    started_at: back.created_at.toISOString(),
    duration_ms: back.settled_at && run.finished_at ? back.settled_at.getTime() - run.finished_at.getTime() : null,
  };
}
