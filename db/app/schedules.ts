import { sql, type Updateable } from "kysely";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Schedule, ScheduleTables } from "./schedule-tables.ts";
import type { Db, Tx } from "./tables.ts";

export type ScheduleValues = Pick<Schedule, "cron" | "time_zone" | "draft_lead_minutes" | "posts">;

export async function findSchedule(db: Db, profileId: string): Promise<Schedule | undefined> {
  return db
    .selectFrom("app.schedules")
    .selectAll()
    .where("profile_id", "=", profileId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
}

/** Whoever changes a schedule, or takes a slot of it, does so alone. */
export async function lockSchedule(tx: Tx, id: string): Promise<Schedule | undefined> {
  return tx
    .selectFrom("app.schedules")
    .selectAll()
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
}

/** @returns undefined when the profile has one already. */
export async function insertSchedule(
  tx: Tx,
  row: ScheduleValues & Pick<Schedule, "team_id" | "profile_id" | "owner_id" | "handled_until">,
): Promise<Schedule | undefined> {
  return tx
    .insertInto("app.schedules")
    .values({ id: newId(), ...row })
    .onConflict((conflict) => conflict.column("profile_id").where("deleted_at", "is", null).doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function changeSchedule(
  tx: Tx,
  id: string,
  change: Updateable<ScheduleTables["app.schedules"]>,
): Promise<Schedule> {
  return tx
    .updateTable("app.schedules")
    .set({ ...change, updated_at: sql<Date>`now()` })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Those whose clock goes: not paused, of a profile that is still there. */
export async function listRunningSchedules(db: Db): Promise<Schedule[]> {
  return db
    .selectFrom("app.schedules as schedule")
    .innerJoin("app.profiles as profile", "profile.id", "schedule.profile_id")
    .selectAll("schedule")
    .where("schedule.deleted_at", "is", null)
    .where("schedule.paused_at", "is", null)
    .where("profile.deleted_at", "is", null)
    .orderBy("schedule.created_at")
    .execute();
}

/** A window that was read, half-open. */
export type Covered = { since: Date; until: Date };

/**
 * What a profile's updates have read already, or will have once they are approved: every posted one, and of those that the schedule
 * asked for each that may still be posted. What was rejected, failed or retracted is to be read again.
 */
export async function listCovered(db: Db, profileId: string): Promise<Covered[]> {
  const since = sql<Date>`(generation.timeframe ->> 'since')::timestamptz`;
  const until = sql<Date>`(generation.timeframe ->> 'until')::timestamptz`;
  return db
    .selectFrom("app.updates as update")
    .innerJoin("app.generations as generation", (join) =>
      join.onRef("generation.update_id", "=", "update.id").onRef("generation.generation", "=", "update.generation"),
    )
    .leftJoin("app.slots as slot", "slot.update_id", "update.id")
    .select([since.as("since"), until.as("until")])
    .where("update.profile_id", "=", profileId)
    .where("update.copied_from", "is", null)
    .where((eb) =>
      eb.or([
        eb("update.state", "in", ["posted", "correcting"]),
        eb.and([
          eb("slot.id", "is not", null),
          eb("update.deleted_at", "is", null),
          eb("update.state", "not in", ["rejected", "expired", "failed", "timed_out", "cancelled", "retracted"]),
        ]),
      ]),
    )
    .where(until, "is not", null)
    .orderBy(until)
    .execute();
}

/** Also one that was removed since: its slots are still somebody's. */
export async function getScheduleById(db: Db, id: string): Promise<Schedule> {
  return db.selectFrom("app.schedules").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}
