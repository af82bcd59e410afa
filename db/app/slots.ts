import type { Updateable } from "kysely";
import type { ProblemShape } from "../../webhooks/contract/problem.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import type { ScheduleTables, Slot } from "./schedule-tables.ts";
import type { Db, Tx, UpdateState } from "./tables.ts";

export type NewSlot = Pick<Slot, "team_id" | "schedule_id" | "slot" | "state" | "origin"> &
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
  /** What the slot's people were offered: pull requests that came after its window, as that was then. */
  offered: { merged?: string[]; after?: string } | null;
};

/** The newest first, each with what became of its update. */
export async function listSlots(db: Db, scheduleId: string, limit: number): Promise<ShownSlot[]> {
  return db
    .selectFrom("app.slots as slot")
    .leftJoin("app.updates as update", "update.id", "slot.update_id")
    .leftJoin("app.notices as notice", (join) =>
      join.onRef("notice.subject_id", "=", "slot.id").on("notice.kind", "=", "slot.merged"),
    )
    .selectAll("slot")
    .select(["update.state as update_state", "update.title as update_title", "notice.payload as offered"])
    .where("slot.schedule_id", "=", scheduleId)
    .orderBy("slot.slot", "desc")
    .limit(limit)
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

/** @returns false when it was read again already. */
export async function markReread(db: Db, id: string, now: Date): Promise<boolean> {
  const marked = await db
    .updateTable("app.slots")
    .set({ reread_at: now })
    .where("id", "=", id)
    .where("reread_at", "is", null)
    .executeTakeFirst();
  return marked.numUpdatedRows === 1n;
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
