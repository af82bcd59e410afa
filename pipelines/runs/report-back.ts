import { continueFrom, inSpan, type Span } from "../../base/tracing.ts";
import { inTransaction } from "../../db/connect.ts";
import {
  findReportBack,
  listForgottenReportBacks,
  noteAttempt,
  reviveReportBack,
} from "../../db/pipelines/report-backs.ts";
import { listOverdueRuns, listWaitingRuns } from "../../db/pipelines/runs.ts";
import type { ReportBack, Run } from "../../db/pipelines/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { sendWebhook, verdictOf, waitBefore, type Heard } from "../../webhooks/send.ts";
import type { Deps } from "../deps.ts";
import { REPORT_BACK, RUN } from "../job-names.ts";
import { callbackFetch, mayCallBack } from "./callbacks.ts";
import { getRun } from "./cancel-run.ts";
import { finishQueuedRun } from "./finish-run.ts";
import { openToken } from "./sealed-token.ts";

/** After this many tries a person has to look; with the longest wait that is about a day. */
const MAX_ATTEMPTS = 300;
/** A receiver may ask us to wait, but not for ever. */
const LONGEST_RETRY_AFTER_S = 3_600;
const FORGOTTEN_AFTER_MS = 30_000;
const LOST_AFTER_MS = 30_000;

/** Job, and the second step of every run: tells whoever asked how it ended. Runs of its own, so a dead run reports too. */
export async function reportBack(deps: Deps, runId: string): Promise<void> {
  const { db } = deps;
  const [run, waiting] = [await getRun(deps, runId), await findReportBack(db, runId)];
  if (waiting?.state !== "pending") return;
  const about = {
    ...{ "pulse.run_id": runId, "pulse.update_id": run.request_id, "pulse.attempt": waiting.attempts + 1 },
    "http.request.method": "POST",
  };
  const work = (span: Span) => deliver(deps, run, waiting, span);
  await continueFrom(run.traceparent, () => inSpan("report_back", about, work, "client"));
}

/** Under the token and in the trace of whoever asked for the run. */
async function deliver(deps: Deps, run: Run, waiting: ReportBack, span: Span): Promise<void> {
  const { settings, log } = deps;
  const { id: runId } = run;
  const token = run.sealed_token && openToken(run.sealed_token, runId, settings.signingKeys);
  const heard: Heard = token ? await send(deps, run, waiting, token) : { status: 401, retryAfterS: null };
  const line = { run_id: runId, update_id: run.request_id, status: heard.status, attempt: waiting.attempts + 1 };
  log.info({ ...line, ...("error" in heard && { reason: heard.error }) }, "report back");
  span.set({ "http.response.status_code": heard.status, "pulse.verdict": verdictOf(heard.status) });
  if (verdictOf(heard.status) !== "delivered") span.fail(String(heard.status ?? "_OTHER"));
  await note(deps, run, waiting, heard);
}

/** The rule counts now: it may have changed since the run was asked for. */
async function send({ settings, clock }: Deps, run: Run, waiting: ReportBack, token: string): Promise<Heard> {
  if (!mayCallBack(run.callback_url, settings)) return { status: null, error: "not allowed" };
  const { id, callback_url: url } = run;
  const delivery = { url, id: `msg_${id}`, body: waiting.body.toString("utf8"), token, now: clock() };
  return sendWebhook({ ...delivery, signingKey: settings.signingKeys[0] ?? "" }, callbackFetch(settings));
}

/** Whoever asked for the run learns no more than this: whether a port is closed, filtered or speaks TLS is the log's to tell. */
const NOT_DELIVERED = "the callback address did not take it";

async function note({ db, jobs, clock }: Deps, run: Run, waiting: ReportBack, heard: Heard): Promise<void> {
  const attempt = waiting.attempts + 1;
  const verdict = verdictOf(heard.status);
  const over = verdict === "again" && attempt >= MAX_ATTEMPTS ? "dead" : verdict;
  const asked = "retryAfterS" in heard ? (heard.retryAfterS ?? 0) : 0;
  const waitS = Math.max(waitBefore(attempt), Math.min(asked, LONGEST_RETRY_AFTER_S));
  const again = over === "again";
  await inTransaction(db, async (tx) => {
    await noteAttempt(
      tx,
      run.id,
      {
        state: again ? "pending" : over === "over" ? "refused" : over,
        ...{ last_status: heard.status, last_error: "error" in heard ? NOT_DELIVERED : null },
        next_attempt_at: again ? new Date(clock().getTime() + waitS * 1000) : null,
        settled_at: again ? null : clock(),
      },
      over === "delivered" || over === "over",
    );
    if (again) await jobs.send(tx, REPORT_BACK, { run_id: run.id }, { startAfterS: Math.ceil(waitS) });
  });
}

/** A dead webhook is tried again, after its cause was mended. @throws {Problem} `not_found`, `conflict` */
export async function resendReportBack(deps: Deps, id: string): Promise<Run> {
  const run = await getRun(deps, id);
  await inTransaction(deps.db, async (tx) => {
    if (!(await reviveReportBack(tx, id, deps.clock()))) {
      throw new Problem("conflict", "This run's webhook is not dead.", "Look at report_back of the run.");
    }
    await deps.jobs.send(tx, REPORT_BACK, { run_id: id });
  });
  return run;
}

/** Job, every minute: whatever lost its job, or its time. */
export async function sweepRuns(deps: Deps): Promise<void> {
  const { db, jobs, clock } = deps;
  const now = clock().getTime();
  for (const run of await listOverdueRuns(db, clock())) {
    const problem = new Problem("timed_out", "The run was not finished in time.", "Try again.");
    const ended = await finishQueuedRun(deps, run, { state: "failed", problem });
    if (!ended && run.deadline_at.getTime() < now - LOST_AFTER_MS) await jobs.send(null, RUN, { run_id: run.id });
  }
  for (const { id } of await listWaitingRuns(db, new Date(now - LOST_AFTER_MS)))
    await jobs.send(null, RUN, { run_id: id });
  for (const run_id of await listForgottenReportBacks(db, new Date(now - FORGOTTEN_AFTER_MS))) {
    await jobs.send(null, REPORT_BACK, { run_id });
  }
}
