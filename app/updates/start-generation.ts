import { traceHeaders } from "../../base/tracing.ts";
import { findProfileById } from "../../db/app/profiles.ts";
import { findPolicy } from "../../db/app/policies.ts";
import { insertGeneration } from "../../db/app/generations.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import type { Parameters } from "../../webhooks/contract/parameters.ts";
import { alreadyAnnounced, announcedWhere } from "./already-announced.ts";
import { deriveToken, tokenDigest } from "../../webhooks/token.ts";
import type { Actor, Deps } from "../deps.ts";
import { TRIGGER } from "../job-names.ts";
import { RUN_MARGIN_MS } from "./run-margin.ts";

/** `continues`: the run that this one goes on with, and `policy` is the number of that run's. */
type Asked = { previewed_digest?: string | null; continues?: string | null; policy?: number | null };

/**
 * Asks for a text: one generation and the job that will trigger it, in the caller's transaction. It is written under the policy and by the
 * template that its profile has now; what goes on with an earlier run keeps that run's.
 */
export async function startGeneration(
  tx: Tx,
  { jobs, clock, settings }: Deps,
  actor: Actor,
  update: Update,
  parameters: Parameters,
  { previewed_digest = null, continues = null, policy = null }: Asked = {},
): Promise<void> {
  const { id: update_id, generation, created_by, profile_id } = update;
  const now = clock();
  const token = deriveToken(settings.tokenKey, update_id, generation);
  const held = profile_id && continues === null ? await findPolicy(tx, profile_id) : undefined;
  const profile = profile_id ? await findProfileById(tx, profile_id) : undefined;
  await insertGeneration(tx, {
    update_id,
    generation,
    parameters: {
      ...parameters,
      ...(held && { policy: held.policy }),
      ...(await announcedIn(tx, now, update, parameters)),
    },
    policy: held?.number ?? policy,
    template_ref: profile?.template ?? null,
    window: parameters.date_range ?? null,
    previewed_digest,
    continues,
    token_sha256: tokenDigest(token),
    asked_by: actor.id ?? created_by,
    deadline_at: new Date(now.getTime() + settings.runDeadlineMs + RUN_MARGIN_MS),
  });
  await jobs.send(tx, TRIGGER, { update_id, generation, ...traceHeaders() });
}

/** Of what is left out: what was told before, and where. */
async function announcedIn(
  tx: Tx,
  now: Date,
  { id: besides, team_id, profile_id, channel, brief }: Update,
  { ignored_prs }: Parameters,
): Promise<Pick<Parameters, "announced">> {
  const known = await alreadyAnnounced(tx, { team_id, profile_id, channel_id: channel.id, besides }, ignored_prs);
  const announced = ignored_prs.flatMap((pr) => {
    const one = known.get(pr.toLowerCase());
    return one ? [{ pr, where: announcedWhere(one, now, brief.time_zone).slice(0, LIMITS.announced_chars) }] : [];
  });
  return announced.length > 0 ? { announced } : {};
}
