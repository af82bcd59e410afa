import { sql, type Updateable } from "kysely";
import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Reread } from "./columns.ts";
import type { ScheduleTables, Slot } from "./schedule-tables.ts";
import type { Db, Tx, UpdateState } from "./tables.ts";

type NewSlot = Pick<Slot, "team_id" | "schedule_id" | "slot" | "state" | "origin"> &
  Partial<Pick<Slot, "id" | "update_id" | "window_since" | "window_until" | "post_at">> & { problem?: ProblemShape };

/** @returns undefined when somebody else has this slot. */
export async function insertSlot(tx: Tx, { problem, ...row }: NewSlot): Promise<Slot | undefined> {
  return tx
    .insertInto("app.slots")
    .values({ id: newId(), ...row, ...(problem && { problem: JSON.stringify(problem) }) })
    .onConflict((conflict) => conflict.columns(["schedule_id", "slot"]).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Which of these slots somebody has dealt with. */
export async function listTaken(db: Db, scheduleId: string, slots: readonly Date[]): Promise<Slot[]> {
  if (slots.length === 0) return [];
  return db
    .selectFrom("app.slots")
    .selectAll()
    .where("schedule_id", "=", scheduleId)
    .where("slot", "in", slots)
    .execute();
}

export type ShownSlot = Slot & {
  update_state: UpdateState | null;
  update_title: string | null;
  /** What was found since its update was written. */
  reread: Reread | null;
};

/** The newest first, each with what became of its update. */
export async function listSlots(db: Db, scheduleId: string, limit: number): Promise<ShownSlot[]> {
  return db
    .selectFrom("app.slots as slot")
    .leftJoin("app.updates as update", "update.id", "slot.update_id")
    .leftJoin("app.generations as generation", (join) =>
      join.onRef("generation.update_id", "=", "update.id").onRef("generation.generation", "=", "update.generation"),
    )
    .selectAll("slot")
    .select(["update.state as update_state", "update.title as update_title", "generation.reread"])
    .where("slot.schedule_id", "=", scheduleId)
    .orderBy("slot.slot", "desc")
    .limit(limit)
    .execute();
}

/** What the clock drafted for times that are still to come and that may still go out, ascending; whoever asks has the schedule. */
export async function listComing(tx: Tx, scheduleId: string, now: Date): Promise<Slot[]> {
  return tx
    .selectFrom("app.slots as slot")
    .innerJoin("app.updates as update", "update.id", "slot.update_id")
    .selectAll("slot")
    .where("slot.schedule_id", "=", scheduleId)
    .where("slot.state", "=", "drafted")
    .where("slot.origin", "=", "clock")
    .where("slot.slot", ">", now)
    .where("update.deleted_at", "is", null)
    .where("update.state", "in", ["generating", "in_review", "changes_requested", "approved", "nothing_to_report"])
    .orderBy("slot.slot")
    .execute();
}

/** The slot that an update was drafted for. */
export async function findSlotOf(db: Db, updateId: string): Promise<Slot | undefined> {
  return db.selectFrom("app.slots").selectAll().where("update_id", "=", updateId).executeTakeFirst();
}

/** @returns false when it was held already. */
export async function holdSlot(tx: Tx, id: string, because: Slot["held_because"], now: Date): Promise<boolean> {
  const held = await tx
    .updateTable("app.slots")
    .set({ held_at: now, held_because: because })
    .where("id", "=", id)
    .where("held_at", "is", null)
    .executeTakeFirst();
  return held.numUpdatedRows === 1n;
}

export async function changeSlot(tx: Tx, id: string, change: Updateable<ScheduleTables["app.slots"]>): Promise<void> {
  await tx.updateTable("app.slots").set(change).where("id", "=", id).execute();
}

/** Gives a skipped slot back to the clock. @returns undefined when it is not skipped, or its time is over. */
export async function deleteSkipped(tx: Tx, scheduleId: string, slot: Date, handled: Date): Promise<Slot | undefined> {
  return tx
    .deleteFrom("app.slots")
    .where("schedule_id", "=", scheduleId)
    .where("slot", "=", slot)
    .where("slot", ">", handled)
    .where("state", "=", "skipped")
    .returningAll()
    .executeTakeFirst();
}

/**
 * Slots whose window had nothing, and whose profile wants that told: from when it may be, which is the slot, or where that was over
 * when the answer came, the answer.
 */
export async function listQuiet(db: Db, { from, to }: { from: Date; to: Date }): Promise<Slot[]> {
  const due = sql<Date>`greatest(coalesce(slot.post_at, slot.slot), generation.settled_at)`;
  return db
    .selectFrom("app.slots as slot")
    .innerJoin("app.updates as update", "update.id", "slot.update_id")
    .innerJoin("app.generations as generation", (join) =>
      join.onRef("generation.update_id", "=", "update.id").onRef("generation.generation", "=", "update.generation"),
    )
    .innerJoin("app.schedules as schedule", "schedule.id", "slot.schedule_id")
    .innerJoin("app.profiles as profile", "profile.id", "schedule.profile_id")
    .selectAll("slot")
    .where("slot.origin", "=", "clock")
    .where("slot.held_at", "is", null)
    .where("update.state", "=", "nothing_to_report")
    .where("update.empty_reason", "=", "nothing_merged")
    .where("update.deleted_at", "is", null)
    .where("schedule.deleted_at", "is", null)
    .where("profile.deleted_at", "is", null)
    .where(sql<boolean>`(profile.approval ->> 'post_nothing')::boolean`)
    .where(due, ">", from)
    .where(due, "<=", to)
    .orderBy("slot.slot")
    .execute();
}

/** Slots whose update may still go out, and whose evidence nobody read since `before`; those to be posted in this time. */
export async function listToReread(
  db: Db,
  { before, from, to }: Record<"before" | "from" | "to", Date>,
): Promise<Slot[]> {
  return db
    .selectFrom("app.slots as slot")
    .innerJoin("app.updates as update", "update.id", "slot.update_id")
    .innerJoin("app.generations as generation", (join) =>
      join.onRef("generation.update_id", "=", "update.id").onRef("generation.generation", "=", "update.generation"),
    )
    .selectAll("slot")
    .where("update.state", "in", ["approved", "in_review"])
    .where("update.deleted_at", "is", null)
    .where("slot.post_at", ">", from)
    .where("slot.post_at", "<=", to)
    .where((eb) => eb.or([eb("generation.reread_at", "is", null), eb("generation.reread_at", "<=", before)]))
    .orderBy("slot.slot")
    .execute();
}

/** Slots with an update in one of these states. */
export async function listSlotsWith(
  db: Db,
  states: readonly UpdateState[],
  only: { postBefore?: Date; newerThan?: Date },
): Promise<Slot[]> {
  const { postBefore, newerThan } = only;
  return db
    .selectFrom("app.slots as slot")
    .innerJoin("app.updates as update", "update.id", "slot.update_id")
    .selectAll("slot")
    .where("slot.state", "=", "drafted")
    .where("update.state", "in", states)
    .where("update.deleted_at", "is", null)
    .$if(postBefore !== undefined, (query) =>
      query.where("slot.held_at", "is", null).where("slot.post_at", "<=", postBefore ?? new Date()),
    )
    .$if(newerThan !== undefined, (query) => query.where("slot.created_at", ">", newerThan ?? new Date()))
    .orderBy("slot.slot")
    .execute();
}
