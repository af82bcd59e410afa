import { traceparent } from "../../base/tracing.ts";
import { inTransaction } from "../../db/connect.ts";
import { findRunByKey, insertRun } from "../../db/pipelines/runs.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { contractHash } from "../../webhooks/contract/schemas.ts";
import type { AskedTrial } from "../../webhooks/contract/trials.ts";
import type { Deps } from "../deps.ts";
import { RUN } from "../job-names.ts";
import { changedRun, requireRunnable } from "./changed.ts";
import { likelyCost } from "./estimate-trial.ts";
import { requireRecorded } from "./require-recorded.ts";

/**
 * Starts a trial of a recorded run, or finds the one that the same request started before. It is a run like any other, answered from
 * that recording, and has nobody to report to. Row and job are one transaction.
 *
 * @throws {Problem} as `requireRecorded` and `changedRun`; `invalid` when the key was used for another body; `unavailable` where the
 *   budget, or whoever switched models off, lets no model be asked.
 */
export async function startTrial(deps: Deps, id: string, asked: AskedTrial, idempotencyKey: string): Promise<Run> {
  const request_digest = digestOf({ trial_of: id, asked });
  const earlier = await findRunByKey(deps.db, idempotencyKey);
  if (earlier) return same(earlier, request_digest);
  const source = await requireRecorded(deps, id);
  const { version, spec, draft, parameters } = await changedRun(deps, source, asked.change);
  if (asked.kind !== "exact") {
    requireRunnable(deps, { spec, parameters });
    const refused = (await likelyCost(deps, source, { spec, parameters }))?.refused;
    if (refused) throw new Problem(refused.code, refused.message, refused.remedy);
  }
  return inTransaction(deps.db, async (tx) => {
    const trialId = newId();
    const run = await insertRun(tx, {
      id: trialId,
      idempotency_key: idempotencyKey,
      request_digest,
      contract_hash: contractHash,
      template_name: source.template_name,
      template_version: version,
      template_ref: `${source.template_name}@${version}`,
      dry_run: false,
      request_id: trialId,
      callback_url: null,
      sealed_token: null,
      traceparent: traceparent() ?? null,
      parameters,
      trial_of: source.id,
      trial: asked,
      // An exact trial stands where the recorded run stood when it went on.
      ...(asked.kind === "exact" && { continued_ms: source.continued_ms }),
      ...(draft && { spec }),
      limit_ms: deps.settings.runDeadlineMs,
      deadline_at: new Date(deps.clock().getTime() + deps.settings.runDeadlineMs),
    });
    if (run) await deps.jobs.send(tx, RUN, { run_id: trialId });
    const existing = run ?? (await findRunByKey(tx, idempotencyKey));
    if (!existing) throw new Error("A trial that was there is gone.");
    return same(existing, request_digest);
  });
}

function same(run: Run, requestDigest: string): Run {
  if (run.request_digest === requestDigest) return run;
  throw new Problem(
    "invalid",
    "This Idempotency-Key was used for another request.",
    "Send the same body again, or use a new key.",
  );
}
