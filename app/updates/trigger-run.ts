import { findGeneration, markTriggered } from "../../db/app/generations.ts";
import { CONTRACT } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { deriveToken } from "../../webhooks/token.ts";
import type { Deps } from "../deps.ts";
import { CANCEL_RUN, WATCH } from "../job-names.ts";
import { failGeneration, type GenerationRef } from "./fail-generation.ts";

/** Problems that trying again cannot mend. */
const FINAL = new Set(["bad_request", "unauthorized", "forbidden", "not_found", "conflict", "invalid", "too_large"]);
const FIRST_LOOK_S = 20;

/** Job: starts the run of one generation. The idempotency key makes a second attempt find the first one's run. */
export async function triggerRun(deps: Deps, ref: GenerationRef, lastAttempt: boolean): Promise<void> {
  const { db, pipelines, settings, jobs, log } = deps;
  const generation = await findGeneration(db, ref.update_id, ref.generation);
  if (generation?.state !== "triggering") return;
  try {
    const answer = await pipelines.trigger(
      {
        ...{ contract: CONTRACT, request_id: ref.update_id, parameters: generation.parameters },
        callback_url: settings.callbackUrl,
        webhook_token: deriveToken(settings.tokenKey, ref.update_id, ref.generation),
      },
      `${ref.update_id}:${ref.generation}`,
    );
    log.info({ update_id: ref.update_id, run_id: answer.run_id }, "run started");
    if (!(await markTriggered(db, generation, answer))) {
      await jobs.send(null, CANCEL_RUN, { run_id: answer.run_id });
      return;
    }
    await jobs.send(null, WATCH, ref, { startAfterS: FIRST_LOOK_S });
  } catch (error) {
    if (!(error instanceof Problem) || (!lastAttempt && !FINAL.has(error.code))) throw error;
    await failGeneration(deps, ref, error);
  }
}
