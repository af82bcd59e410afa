import { findPersonById } from "../../db/app/people.ts";
import type { Schedule, Slot } from "../../db/app/schedule-tables.ts";
import { changeSchedule, listCovered, listDrafted, lockSchedule } from "../../db/app/schedules.ts";
import { insertSlot, listTaken } from "../../db/app/slots.ts";
import type { Tx } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem, shapeOf } from "../../webhooks/contract/problem.ts";
import { dueSlots, lastEnd, windowOfSlot } from "../clock/windows.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { draftSlot } from "./draft-slot.ts";
import { makeUp } from "./make-up.ts";
import { noteSchedule } from "./note-schedule.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { tell } from "./tell.ts";

/** What is left of a long pause of the machine: more rows than that tell nobody anything. */
const KEPT_MISSED = 12;

/**
 * Drafts the newest slot that is due; it reads for those that were missed, too. Of many instances one does it: the schedule's row is
 * locked, and a slot is there once.
 *
 * @returns undefined when there is nothing to do any more.
 */
export async function takeSlot(deps: Deps, id: string): Promise<Slot | undefined> {
  try {
    return await permitted(deps.db, (tx) => take(tx, deps, id));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return inTransaction(deps.db, (tx) => fail(tx, deps, id, error));
  }
}

async function take(tx: Tx, deps: Deps, id: string): Promise<Slot | undefined> {
  const due = await nextDue(tx, deps, id);
  if (!due) return undefined;
  const { schedule, slot, missed } = due;
  const owner = await ownerOf(tx, schedule);
  const profile = await profileOf(tx, owner, schedule.profile_id);
  for (const gap of await makeUp(tx, deps, owner, schedule, profile)) {
    await noteSchedule(tx, owner, schedule, "schedule.drafted", {
      slot: gap.slot,
      update_id: gap.update_id,
      made_up: true,
    });
    await tell(tx, schedule, gap, "slot.read_again", { since: gap.window_since, until: gap.window_until });
  }
  const end = lastEnd(await listDrafted(tx, profile.id), await listCovered(tx, profile.id));
  const window = windowOfSlot(schedule, slot, end);
  if (!window) return insertSlot(tx, { ...rowOf(schedule, slot), state: "covered" });
  const post_at = schedule.posts === "at_slot" && slot > deps.clock() ? slot : null;
  const drafted = await draftSlot(tx, deps, owner, schedule, profile, { slot, origin: "clock", post_at, window });
  await noteSchedule(tx, owner, schedule, "schedule.drafted", {
    slot,
    update_id: drafted.update_id,
    missed: missed.length,
  });
  if (missed.length > 0) {
    await tell(tx, schedule, drafted, "slot.made_up", { missed: missed.length, since: window.since });
  }
  return drafted;
}

type Due = { schedule: Schedule; slot: Date; missed: readonly Date[] };

/** The locked schedule with what is due now, all of it marked as dealt with. */
async function nextDue(tx: Tx, { clock }: Deps, id: string): Promise<Due | undefined> {
  const schedule = await lockSchedule(tx, id);
  if (!schedule || schedule.paused_at) return undefined;
  const due = dueSlots(schedule, schedule.handled_until, clock());
  const newest = due.at(-1);
  if (!newest) return undefined;
  await changeSchedule(tx, id, { handled_until: newest });
  const taken = new Set((await listTaken(tx, id, due)).map(({ slot }) => slot.getTime()));
  const free = due.filter((slot) => !taken.has(slot.getTime()));
  const slot = free.at(-1);
  if (!slot) return undefined;
  const missed = free.slice(0, -1);
  for (const one of missed.slice(-KEPT_MISSED)) await insertSlot(tx, { ...rowOf(schedule, one), state: "missed" });
  return { schedule, slot, missed };
}

/** The slot is gone, its window is not: the next one begins where the last one ended. */
async function fail(tx: Tx, deps: Deps, id: string, error: Problem): Promise<Slot | undefined> {
  const due = await nextDue(tx, deps, id);
  if (!due) return undefined;
  const { schedule } = due;
  const slot = await insertSlot(tx, { ...rowOf(schedule, due.slot), state: "failed", problem: shapeOf(error) });
  if (slot) await tell(tx, schedule, slot, "slot.failed", { message: error.message, remedy: error.remedy });
  return slot;
}

const rowOf = ({ id: schedule_id, team_id }: Schedule, slot: Date) => ({
  schedule_id,
  team_id,
  slot,
  origin: "clock" as const,
});

async function ownerOf(tx: Tx, { owner_id, team_id }: Schedule): Promise<Actor> {
  const owner = await findPersonById(tx, owner_id);
  return { id: owner_id, team_id, name: owner?.name ?? "Pulse", surface: "job" };
}
