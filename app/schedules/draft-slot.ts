import type { Schedule, Slot } from "../../db/app/schedule-tables.ts";
import { listTold } from "../../db/app/schedules.ts";
import { insertSlot } from "../../db/app/slots.ts";
import type { Profile, Tx } from "../../db/app/tables.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Window } from "../clock/windows.ts";
import type { Actor, Deps } from "../deps.ts";
import { compose } from "../updates/compose.ts";

type Draft = Pick<Slot, "slot" | "origin" | "post_at"> & { window: Window };

/**
 * Asks for one slot's update over its window: the update, its run and the slot are one transaction, the caller's. What somebody posted
 * by hand from the same profile has been told, and is left out.
 */
export async function draftSlot(
  tx: Tx,
  deps: Deps,
  actor: Actor,
  { id: schedule_id, team_id }: Schedule,
  { id: profile_id, brief, channel }: Profile,
  { window: { since, until }, ...draft }: Draft,
): Promise<Slot> {
  const told = await listTold(tx, profile_id, { since, until });
  const ignored_prs = [...new Set([...brief.ignored_prs, ...told])].slice(0, LIMITS.ignored_prs);
  const chosen = { preset: "instants" as const, since: since.toISOString(), until: until.toISOString() };
  const input = { brief: { ...brief, window: chosen, ignored_prs }, channel, profile_id, previewed_digest: null };
  const update = await compose({ ...deps, db: tx }, actor, input);
  const windowed = { window_since: since, window_until: until, update_id: update.id };
  const slot = await insertSlot(tx, { schedule_id, team_id, state: "drafted", ...draft, ...windowed });
  if (!slot) throw new Problem("conflict", "Somebody was quicker.", "Look at the schedule’s last updates.");
  return slot;
}
