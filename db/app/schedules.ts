import { sql, type Updateable } from "kysely";
import { newId } from "../../webhooks/contract/ids.ts";
import type { Schedule, ScheduleTables } from "./schedule-tables.ts";
import type { Db, Tx, UpdateState } from "./tables.ts";

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

/** A window, half-open. */
type Window = { since: Date; until: Date };

/** A window that was read; `scheduled`: by the profile's clock, not by somebody who composed from the profile. */
export type Covered = Window & { update_id: string; title: string; scheduled: boolean };

/** What came to nothing: its window is to be read again. */
const NOTHING: readonly UpdateState[] = ["rejected", "expired", "failed", "timed_out", "cancelled", "retracted"];

/**
 * What a profile's updates have read already, or will have once they are approved: of those that the schedule asked for each that is
 * posted or still may be, and of the others every posted one that read all that the profile reads. Ascending by their ends.
 */
export async function listCovered(db: Db, profileId: string): Promise<Covered[]> {
  const since = sql<Date>`(generation.timeframe ->> 'since')::timestamptz`;
  const until = sql<Date>`(generation.timeframe ->> 'until')::timestamptz`;
  const readsAll = sql<boolean>`(update.brief -> 'sources') @> (profile.brief -> 'sources')`;
  return db
    .selectFrom("app.updates as update")
    .innerJoin("app.profiles as profile", "profile.id", "update.profile_id")
    .innerJoin("app.generations as generation", (join) =>
      join.onRef("generation.update_id", "=", "update.id").onRef("generation.generation", "=", "update.generation"),
    )
    .leftJoin("app.slots as slot", "slot.update_id", "update.id")
    .select(["update.id as update_id", "update.title", since.as("since"), until.as("until")])
    .select(sql<boolean>`slot.id is not null`.as("scheduled"))
    .where("update.profile_id", "=", profileId)
    .where("update.copied_from", "is", null)
    .where((eb) =>
      eb.or([
        eb.and([eb("update.state", "in", ["posted", "correcting"]), eb.or([eb("slot.id", "is not", null), readsAll])]),
        eb.and([
          eb("slot.id", "is not", null),
          eb("update.deleted_at", "is", null),
          eb("update.state", "not in", NOTHING),
        ]),
      ]),
    )
    .where(until, "is not", null)
    .orderBy(until)
    .execute();
}

/** Pull requests of a window that stand in what somebody posted by hand from this profile. */
export async function listTold(db: Db, profileId: string, { since, until }: Window): Promise<string[]> {
  const { rows } = await sql<{ pr: string }>`
    select distinct line ->> 'pr' as pr
    from app.updates as told
    join app.generations as generation on generation.update_id = told.id and generation.generation = told.generation,
      jsonb_array_elements(told.ledger) line
    where told.profile_id = ${profileId} and told.state in ('posted', 'correcting') and told.copied_from is null
      and not exists (select 1 from app.slots slot where slot.update_id = told.id)
      and (generation.timeframe ->> 'since')::timestamptz < ${until}
      and (generation.timeframe ->> 'until')::timestamptz > ${since}
      and line ->> 'disposition' in ('cited', 'grouped')
    order by 1`.execute(db);
  return rows.map(({ pr }) => pr);
}

/** Every window that the profile's clock has had drafted, whatever came of it; `again`: for the second time. */
export async function listDrafted(db: Db, profileId: string): Promise<(Window & { again: boolean })[]> {
  const rows = await db
    .selectFrom("app.slots as slot")
    .innerJoin("app.schedules as schedule", "schedule.id", "slot.schedule_id")
    .select(["slot.window_since as since", "slot.window_until as until", "slot.origin"])
    .where("schedule.profile_id", "=", profileId)
    .orderBy("slot.window_since")
    .execute();
  return rows.flatMap(({ since, until, origin }) =>
    since && until ? [{ since, until, again: origin === "made_up" || origin === "backfill" }] : [],
  );
}

/** Also one that was removed since: its slots are still somebody's. */
export async function getScheduleById(db: Db, id: string): Promise<Schedule> {
  return db.selectFrom("app.schedules").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}
