import { continueFrom, inSpan } from "../../base/tracing.ts";
import type { Span } from "../../base/tracing/span.ts";
import { inTransaction } from "../../db/connect.ts";
import { findReportBack, noteAttempt, putOff } from "../../db/pipelines/report-backs.ts";
import type { ReportBack, Run } from "../../db/pipelines/tables.ts";
import type { Leave, Receivers } from "../../webhooks/receivers.ts";
import { sendWebhook, verdictOf, waitBefore, type Heard } from "../../webhooks/send.ts";
import type { Deps } from "../deps.ts";
import { REPORT_BACK } from "../job-names.ts";
import { callbackFetch, mayCallBack } from "../readiness/callbacks.ts";
import { getRun } from "./get-run.ts";
import { openToken } from "./sealed-token.ts";

/** After this many tries a person has to look; with the longest wait that is about a day. */
const MAX_ATTEMPTS = 300;
/** A receiver may ask us to wait, but not for ever. */
const LONGEST_RETRY_AFTER_S = 3_600;

/** How long the job stands beside its receiver: whoever needs more is waited for without it, so that others get their turn. */
const AT_THE_DOOR_MS = 400;
/** After the time that a receiver may take: a process that died meanwhile has left its webhook to a later job. */
const LEFT_BEHIND_S = 3;

export type ReportBackJob = {
  run_id: string;
  /** The tries that were counted when it was sent: once there are more, another job has it. Absent: whatever is due. */
  tried?: number;
};

/** Job, and the second step of every run: tells whoever asked how it ended. Runs of its own, so a dead run reports too. */
export async function reportBack(deps: Deps, senders: Receivers, job: ReportBackJob): Promise<void> {
  const { db, log } = deps;
  const [run, waiting] = [await getRun(deps, job.run_id), await findReportBack(db, job.run_id)];
  const { callback_url: url } = run;
  if (url === null || waiting?.state !== "pending" || (job.tried ?? waiting.attempts) !== waiting.attempts) return;
  const leave = senders.enter(new URL(url).origin);
  if ("waitS" in leave) return laterBy(deps, waiting, leave.waitS);
  const sent = inItsTrace(run, waiting, (span) => deliver(deps, run, waiting, leave, span));
  if (await Promise.race([sent.then(() => true), soon(AT_THE_DOOR_MS)])) return;
  sent.catch((error: unknown) => log.warn({ error, run_id: run.id }, "a webhook was left to a later try"));
  await laterBy(deps, waiting, leave.withinMs / 1_000 + LEFT_BEHIND_S);
}

const soon = (ms: number) => new Promise<false>((over) => setTimeout(over, ms, false).unref());

/** Nothing was tried, or nobody knows yet how it went. A try that was counted meanwhile has said itself when the next one is. */
async function laterBy({ db, jobs, clock }: Deps, { run_id, attempts }: ReportBack, waitS: number): Promise<void> {
  const startAfterS = Math.ceil(waitS);
  const next_attempt_at = new Date(clock().getTime() + startAfterS * 1_000);
  await inTransaction(db, async (tx) => {
    if (!(await putOff(tx, run_id, attempts, next_attempt_at))) return;
    await jobs.send(tx, REPORT_BACK, { run_id, tried: attempts } satisfies ReportBackJob, { startAfterS });
  });
}

function inItsTrace(run: Run, waiting: ReportBack, work: (span: Span) => Promise<void>): Promise<void> {
  const about = {
    "pulse.run_id": run.id,
    "pulse.update_id": run.request_id,
    "pulse.attempt": waiting.attempts + 1,
    "http.request.method": "POST",
  };
  return continueFrom(run.traceparent, () => inSpan("report_back", about, work, "client"));
}

/** Under the token and in the trace of whoever asked for the run. */
async function deliver(deps: Deps, run: Run, waiting: ReportBack, leave: Leave, span: Span): Promise<void> {
  const { log } = deps;
  const { id: runId } = run;
  let heard: Heard = UNSENT;
  try {
    heard = await send(deps, run, waiting, leave.withinMs);
  } finally {
    leave.over(heard !== UNSENT && heard !== WITHOUT_TOKEN && heard.status !== null);
  }
  const line = { run_id: runId, update_id: run.request_id, status: heard.status, attempt: waiting.attempts + 1 };
  log.info({ ...line, ...("error" in heard && { reason: heard.error }) }, "report back");
  span.set({ "http.response.status_code": heard.status, "pulse.verdict": verdictOf(heard.status) });
  if (verdictOf(heard.status) !== "delivered") span.fail(String(heard.status ?? "_OTHER"));
  await noteHeard(deps, run, waiting, heard);
}

const UNSENT: Heard = { status: null, error: "not sent" };
const WITHOUT_TOKEN: Heard = { status: 401, retryAfterS: null };

/** The rule counts now: it may have changed since the run was asked for. */
async function send({ settings, clock }: Deps, run: Run, waiting: ReportBack, withinMs: number): Promise<Heard> {
  const { id, callback_url: url, sealed_token, continued_ms } = run;
  const token = sealed_token && openToken(sealed_token, id, settings.signingKeys);
  if (!token) return WITHOUT_TOKEN;
  if (url === null || !mayCallBack(url, settings)) return { status: null, error: "not allowed" };
  // Each end of a run is a message of its own, however often it is sent.
  const end = continued_ms.length > 0 ? `_${continued_ms.length}` : "";
  const body = waiting.body.toString("utf8");
  const delivery = { url, id: `msg_${id}${end}`, body, token, now: clock(), withinMs };
  return sendWebhook({ ...delivery, signingKey: settings.signingKeys[0] ?? "" }, callbackFetch(settings));
}

/** Whoever asked for the run learns no more than this: whether a port is closed, filtered or speaks TLS is the log's to tell. */
const NOT_DELIVERED = "the callback address did not take it";

async function noteHeard({ db, jobs, clock }: Deps, run: Run, waiting: ReportBack, heard: Heard): Promise<void> {
  const tried = waiting.attempts + 1;
  const verdict = verdictOf(heard.status);
  const over = verdict === "again" && tried >= MAX_ATTEMPTS ? "dead" : verdict;
  const asked = "retryAfterS" in heard ? (heard.retryAfterS ?? 0) : 0;
  const waitS = Math.max(waitBefore(tried), Math.min(asked, LONGEST_RETRY_AFTER_S));
  const again = over === "again";
  await inTransaction(db, async (tx) => {
    const noted = await noteAttempt(
      tx,
      waiting,
      {
        state: again ? "pending" : over === "over" ? "refused" : over,
        last_status: heard.status,
        last_error: "error" in heard ? NOT_DELIVERED : null,
        next_attempt_at: again ? new Date(clock().getTime() + waitS * 1000) : null,
        settled_at: again ? null : clock(),
      },
      over === "delivered" || over === "over",
    );
    if (!noted || !again) return;
    const next: ReportBackJob = { run_id: run.id, tried };
    await jobs.send(tx, REPORT_BACK, next, { startAfterS: Math.ceil(waitS) });
  });
}
