import { continueFrom, inSpan } from "../../base/tracing.ts";
import type { Span } from "../../base/tracing/span.ts";
import { findGeneration, markTriggered } from "../../db/app/generations.ts";
import type { Generation } from "../../db/app/tables.ts";
import { CONTRACT } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { deriveToken } from "../../webhooks/token.ts";
import type { Deps } from "../deps.ts";
import { CANCEL_RUN, WATCH } from "../job-names.ts";
import { failGeneration, type GenerationRef } from "./fail-generation.ts";

/** Problems that trying again cannot mend. */
const FINAL = new Set(["bad_request", "unauthorized", "forbidden", "not_found", "conflict", "invalid", "too_large"]);
const FIRST_LOOK_S = 20;

/** `traceparent`: the request that asked for the text. */
export type TriggerJob = GenerationRef & { traceparent?: string };

/** Job: starts the run of one generation. The idempotency key makes a second attempt find the first one's run. */
export async function triggerRun(deps: Deps, { traceparent, ...ref }: TriggerJob, lastAttempt: boolean): Promise<void> {
  const generation = await findGeneration(deps.db, ref.update_id, ref.generation);
  if (generation?.state !== "triggering") return;
  const about = { "pulse.update_id": ref.update_id, "pulse.generation": ref.generation };
  const work = (span: Span) => trigger(deps, ref, generation, lastAttempt, span);
  await continueFrom(traceparent, () => inSpan("trigger run", about, work));
}

async function trigger(
  deps: Deps,
  ref: GenerationRef,
  generation: Generation,
  lastAttempt: boolean,
  span: Span,
): Promise<void> {
  const { db, pipelines, settings, jobs, log } = deps;
  try {
    const back = {
      callback_url: settings.callbackUrl,
      webhook_token: deriveToken(settings.tokenKey, ref.update_id, ref.generation),
    };
    const asked = { contract: CONTRACT, request_id: ref.update_id, parameters: generation.parameters } as const;
    const key = `${ref.update_id}:${ref.generation}`;
    const answer = generation.continues
      ? await pipelines.continueRun(generation.continues, back, key)
      : await pipelines.trigger({ ...asked, ...back }, key, generation.template_ref);
    log.info({ update_id: ref.update_id, run_id: answer.run_id }, "run started");
    span.set({ "pulse.run_id": answer.run_id });
    if (!(await markTriggered(db, generation, answer))) {
      await jobs.send(null, CANCEL_RUN, { run_id: answer.run_id });
      return;
    }
    await jobs.send(null, WATCH, ref, { startAfterS: FIRST_LOOK_S });
  } catch (error) {
    if (!(error instanceof Problem) || (!lastAttempt && !FINAL.has(error.code))) throw error;
    span.fail(error.code);
    await failGeneration(deps, ref, error);
  }
}
