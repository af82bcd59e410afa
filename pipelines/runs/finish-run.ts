import { inTransaction } from "../../db/connect.ts";
import { storeArtifact } from "../../db/pipelines/artifacts.ts";
import { deleteHold } from "../../db/pipelines/holds.ts";
import { insertReportBack } from "../../db/pipelines/report-backs.ts";
import { changeRun, endQueuedRun } from "../../db/pipelines/runs.ts";
import { deleteWriting } from "../../db/pipelines/writing.ts";
import type { Db, Run, Tx } from "../../db/pipelines/tables.ts";
import { canonicalJson, sha256 } from "../../webhooks/contract/digest.ts";
import type { Degraded, Event, Metrics, NotFollowed, Replaced } from "../../webhooks/contract/events.ts";
import type { Coverage, PullRequest } from "../../webhooks/contract/evidence.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import { CONTRACT, type DateRange } from "../../webhooks/contract/parameters.ts";
import type { RunCheck } from "../../webhooks/contract/readiness.ts";
import { shapeOf, type Problem } from "../../webhooks/contract/problem.ts";
import type { ResolvedRange } from "../../webhooks/contract/range.ts";
import type { LedgerLine, Report } from "../../webhooks/contract/report.ts";
import type { ShownSource } from "../../webhooks/contract/repositories.ts";
import type { Deps } from "../deps.ts";
import { REPORT_BACK } from "../job-names.ts";
import { endFailingCanary } from "../templates/end-canary.ts";
import { Fenced } from "../recording/make-call.ts";
import type { Recorder } from "../recording/recording.ts";

export type Ending =
  | {
      state: "completed";
      window: DateRange;
      evidence: PullRequest[];
      coverage: Coverage;
      report: Report;
      ledger: LedgerLine[];
      markdown: string;
      findings: Finding[];
      repair_rounds: number;
      /** What the writers looked up beside the evidence, by pull request. */
      read: Record<string, string>;
      degraded: Degraded | null;
      replaced: Replaced[];
      wrap_ups: string[];
      not_followed: NotFollowed[];
      notes: string[];
      sources: ShownSource[];
      ranges?: ResolvedRange[] | undefined;
    }
  | {
      state: "nothing_to_report";
      reason: "nothing_merged" | "all_ignored" | "dry_run";
      window: DateRange;
      coverage: Coverage | null;
      notes: string[];
      sources: ShownSource[];
      ranges?: ResolvedRange[] | undefined;
      /** Of a dry run. */
      checks?: RunCheck[];
    }
  | { state: "failed"; problem: Problem }
  | { state: "cancelled" };

/**
 * Ends a run: state, artifacts, the webhook's exact bytes and the job that sends them are one transaction, under the fence.
 *
 * @throws {Fenced} when another attempt has the run by now.
 */
export async function finishRun(deps: Deps, run: Run, recorder: Recorder, ending: Ending): Promise<void> {
  const metrics = metricsOf(deps, run, recorder, ending);
  await inTransaction(deps.db, async (tx) => {
    const kept = await keepArtifacts(tx, ending);
    const change = { ...changeOf(ending), ...kept, ...timeOf(deps, run), metrics: JSON.stringify(metrics) };
    if (!(await changeRun(tx, run, change))) throw new Fenced("another attempt has this run");
    await deleteHold(tx, run.id);
    await deleteWriting(tx, run);
    if (!run.trial) await reportBack(tx, deps, run, eventOf(deps, run, ending, metrics, kept.artifact_sha256));
  });
  if (ending.state === "failed") await endFailingCanary(deps, run);
  deps.log.info(
    { run_id: run.id, update_id: run.request_id, state: ending.state, duration_ms: metrics.duration_ms },
    "run ends",
  );
}

/** Cancels a run that no worker has. @returns false when a worker took it. */
export async function cancelQueuedRun(deps: Deps, run: Run): Promise<boolean> {
  const ending = { state: "cancelled" as const };
  return inTransaction(deps.db, async (tx) => {
    if (!(await endQueuedRun(tx, run.id, { ...changeOf(ending), finished_at: deps.clock() }))) return false;
    if (!run.trial) await reportBack(tx, deps, run, eventOf(deps, run, ending, null, null));
    return true;
  });
}

async function reportBack(tx: Tx, { jobs, clock }: Deps, run: Run, event: Event): Promise<void> {
  const body = Buffer.from(JSON.stringify(event));
  await insertReportBack(tx, { run_id: run.id, event_type: event.type, body }, clock());
  await jobs.send(tx, REPORT_BACK, { run_id: run.id });
}

async function keepArtifacts(db: Db, ending: Ending) {
  if (ending.state !== "completed") return { artifact_sha256: null, evidence_sha256: null };
  const { report, ledger, markdown, window: timeframe, evidence, coverage, read, replaced } = ending;
  const evidence_sha256 = await storeArtifact(db, "application/json", canonicalJson(evidence));
  const whole = canonicalJson({ report, ledger, markdown, timeframe, coverage, evidence_sha256, read, replaced });
  return { artifact_sha256: await storeArtifact(db, "application/json", whole), evidence_sha256 };
}

function changeOf(ending: Ending) {
  return {
    state: ending.state,
    ...("window" in ending && { timeframe: JSON.stringify(ending.window) }),
    ...("problem" in ending && { problem: JSON.stringify(shapeOf(ending.problem)) }),
    ...("checks" in ending && { checks: JSON.stringify(ending.checks) }),
    ...("degraded" in ending && { degraded: ending.degraded !== null }),
  };
}

/** @param run With the time that was worked on it. */
function timeOf({ clock }: Deps, { worked_ms, limit_ms }: Run) {
  const finished_at = clock();
  return {
    finished_at,
    worked_ms,
    worked_at: null,
    deadline_at: new Date(finished_at.getTime() + limit_ms - worked_ms),
  };
}

function metricsOf({ clock }: Deps, run: Run, recorder: Recorder, ending: Ending): Metrics {
  const coverage = "coverage" in ending ? ending.coverage : null;
  const ignored = new Set(run.parameters.ignored_prs);
  const counted = ending.state === "completed" ? ending.evidence.filter(({ ref }) => !ignored.has(ref)).length : 0;
  return {
    preflight_merged_pr_count: counted,
    report_length_chars: ending.state === "completed" ? ending.markdown.length : 0,
    ...recorder.totals(),
    repair_rounds: ending.state === "completed" ? ending.repair_rounds : 0,
    duration_ms: clock().getTime() - (run.started_at ?? run.created_at).getTime(),
    coverage,
  };
}

function eventOf(
  { clock, settings }: Deps,
  run: Run,
  ending: Ending,
  metrics: Metrics | null,
  artifact: string | null,
): Event {
  const envelope = {
    contract: CONTRACT,
    timestamp: clock().toISOString(),
    request_id: run.request_id,
    pipeline_run_id: run.id,
    template: { name: run.template_name, version: run.template_version },
    artifact_uri: artifact && `${settings.publicUrl}/api/v1/artifacts/${artifact}`,
  };
  const over = { metrics, timeframe: run.timeframe ?? run.parameters.date_range ?? null };
  switch (ending.state) {
    case "completed":
      return { ...envelope, type: "run.completed", results: completed(ending, required(metrics)) };
    case "nothing_to_report": {
      const { reason, window, notes, sources, ranges, checks } = ending;
      const results = { metrics: required(metrics), timeframe: window, reason, notes, sources, ranges, checks };
      return { ...envelope, type: "run.nothing_to_report", results };
    }
    case "failed":
      return { ...envelope, type: "run.failed", problem: shapeOf(ending.problem), results: over };
    case "cancelled":
      return { ...envelope, type: "run.cancelled", results: over };
  }
}

function completed(ending: Ending & { state: "completed" }, metrics: Metrics) {
  const { report, ledger, markdown: summary_message, findings, window, evidence } = ending;
  const { degraded, replaced, wrap_ups, not_followed, notes, sources, ranges } = ending;
  const evidence_digest = sha256(canonicalJson(evidence));
  return {
    summary_message,
    report,
    ledger,
    findings,
    metrics,
    timeframe: window,
    evidence_digest,
    degraded,
    replaced,
    wrap_ups,
    not_followed,
    notes,
    sources,
    ranges,
  };
}

function required(metrics: Metrics | null): Metrics {
  if (!metrics) throw new Error("A run that came to an end has metrics.");
  return metrics;
}
