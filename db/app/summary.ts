import type { Db, UpdateState } from "./tables.ts";

type Summary = {
  /** How many are in each state; a state without any is not in it. */
  updates: Partial<Record<UpdateState, number>>;
  profiles: number;
  schedules: number;
  /** Times that somebody wanted what they may not. */
  refusals: number;
};

/** What a data folder holds, for whoever looks at it from outside. */
export async function summarise(db: Db): Promise<Summary> {
  const count = db.fn.countAll<number>().as("count");
  const states = await db
    .selectFrom("app.updates")
    .select(["state", count])
    .groupBy("state")
    .orderBy("state")
    .execute();
  const [profiles, schedules, refusals] = await Promise.all([
    db.selectFrom("app.profiles").select(count).where("deleted_at", "is", null).executeTakeFirstOrThrow(),
    db.selectFrom("app.schedules").select(count).where("deleted_at", "is", null).executeTakeFirstOrThrow(),
    db.selectFrom("app.audit_events").select(count).where("action", "like", "%.refused").executeTakeFirstOrThrow(),
  ]);
  return {
    updates: Object.fromEntries(states.map(({ state, count }) => [state, count])),
    profiles: profiles.count,
    schedules: schedules.count,
    refusals: refusals.count,
  };
}

/** The id of what was asked for last from a profile, by a person or by its clock. */
export async function newestOfProfile(db: Db, profileId: string): Promise<string | undefined> {
  const found = await db
    .selectFrom("app.updates")
    .select("id")
    .where("profile_id", "=", profileId)
    .orderBy("id", "desc")
    .executeTakeFirst();
  return found?.id;
}
