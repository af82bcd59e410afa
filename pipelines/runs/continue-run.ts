import { traceparent } from "../../base/tracing.ts";
import { inTransaction } from "../../db/connect.ts";
import { listCalls } from "../../db/pipelines/recording.ts";
import { deleteReportBack, lockReportBack } from "../../db/pipelines/report-backs.ts";
import { reopenRun } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { ContinueRequest } from "../../webhooks/contract/continuation.ts";
import type { Deps } from "../deps.ts";
import { RUN } from "../job-names.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import { faultsOf } from "../templates/validate.ts";
import { callbackFaults } from "../readiness/callbacks.ts";
import { getRun } from "./get-run.ts";
import { tookMs } from "../recording/reckoned.ts";
import { sealToken } from "./sealed-token.ts";

/**
 * Lets a run that ended go on: a new attempt with a new deadline, over the same recording. What was recorded is not made again, so what
 * was paid for is not paid twice; a run that had completed only tells its result once more. Row and job are one transaction.
 *
 * @throws {Problem} `not_found`; `invalid` when the key was used for another body, or the run cannot be run any more; `conflict` while
 *   it goes on; `unavailable` while it is being stopped.
 */
export async function continueRun(
  deps: Deps,
  id: string,
  asked: ContinueRequest,
  idempotencyKey: string,
): Promise<Run> {
  const run = await getRun(deps, id);
  if (run.trial)
    throw new Problem("conflict", "A trial reports back to nobody, so it is not continued.", "Start another.");
  const digest = digestOf({ run: id, asked });
  if (run.continuation_key === idempotencyKey) return same(run, digest);
  requireEnded(run);
  const template = await resolveTemplate(deps.db, `${run.template_name}@${run.template_version}`);
  const details = [...faultsOf(deps, template, run.parameters), ...callbackFaults(asked.callback_url, deps.settings)];
  if (details.length > 0) {
    const message = `This cannot be continued: ${details[0]?.message}`;
    throw new Problem("invalid", message, "Start another run with mended parameters.", { details });
  }
  return inTransaction(deps.db, async (tx) => {
    await lockReportBack(tx, id);
    const kept_ms = tookMs(await listCalls(tx, id));
    const reopened = await reopenRun(tx, run, {
      continuation_key: idempotencyKey,
      continuation_digest: digest,
      callback_url: asked.callback_url,
      sealed_token: sealToken(asked.webhook_token, id, deps.settings.signingKeys[0] ?? ""),
      traceparent: traceparent() ?? null,
      continued_ms: [...run.continued_ms, kept_ms],
      limit_ms: run.worked_ms + deps.settings.runDeadlineMs,
      deadline_at: new Date(deps.clock().getTime() + deps.settings.runDeadlineMs),
    });
    // Two at once: the second sees what the first has made of it.
    if (!reopened) return afterAnother(await getRun({ db: tx }, id), idempotencyKey, digest);
    await deleteReportBack(tx, id);
    await deps.jobs.send(tx, RUN, { run_id: id });
    return reopened;
  });
}

function afterAnother(run: Run, idempotencyKey: string, digest: string): Run {
  if (run.continuation_key === idempotencyKey) return same(run, digest);
  requireEnded(run);
  throw new Problem("unavailable", "This run changed at the same moment.", "Try again.", { retryAfterS: 1 });
}

function same(run: Run, digest: string): Run {
  if (run.continuation_digest === digest) return run;
  throw new Problem(
    "invalid",
    "This Idempotency-Key was used for another request.",
    "Send the same body again, or use a new key.",
  );
}

function requireEnded({ state, cancel_requested_at }: Run): void {
  if (state !== "queued" && state !== "running") return;
  if (cancel_requested_at) {
    throw new Problem("unavailable", "This run is being stopped.", "Try again in a moment.", { retryAfterS: 1 });
  }
  throw new Problem("conflict", "This run is going on already.", "Wait for its end.");
}
