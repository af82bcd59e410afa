import { traceHeaders } from "../../base/tracing.ts";
import { insertGeneration } from "../../db/app/generations.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import type { DateRange, Parameters } from "../../webhooks/contract/parameters.ts";
import { deriveToken, tokenDigest } from "../../webhooks/token.ts";
import type { Actor, Deps } from "../deps.ts";
import { TRIGGER } from "../job-names.ts";
import { RUN_MARGIN_MS } from "./run-margin.ts";

/** Asks for a text: one generation and the job that will trigger it, in the caller's transaction. */
export async function startGeneration(
  tx: Tx,
  { jobs, clock, settings }: Deps,
  actor: Actor,
  { id: update_id, generation, created_by }: Update,
  parameters: Parameters & { date_range: DateRange },
  { previewed_digest = null, continues = null }: { previewed_digest?: string | null; continues?: string | null } = {},
): Promise<void> {
  const token = deriveToken(settings.tokenKey, update_id, generation);
  await insertGeneration(tx, {
    update_id,
    generation,
    parameters,
    window: parameters.date_range,
    previewed_digest,
    continues,
    token_sha256: tokenDigest(token),
    asked_by: actor.id ?? created_by,
    deadline_at: new Date(clock().getTime() + settings.runDeadlineMs + RUN_MARGIN_MS),
  });
  await jobs.send(tx, TRIGGER, { update_id, generation, ...traceHeaders() });
}
