import type { Db } from "./tables.ts";

/** @returns false when it has come before, to whichever process. */
export async function claimSlackAct(db: Db, key: string, seen_at: Date): Promise<boolean> {
  const claimed = await db
    .insertInto("app.slack_acts")
    .values({ key, seen_at })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .executeTakeFirst();
  return claimed.numInsertedOrUpdatedRows === 1n;
}

export async function releaseSlackAct(db: Db, key: string): Promise<void> {
  await db.deleteFrom("app.slack_acts").where("key", "=", key).execute();
}

/** When Slack was last heard of, by any process; null: not lately. */
export async function lastSlackAct(db: Db): Promise<Date | null> {
  const { at } = await db
    .selectFrom("app.slack_acts")
    .select((eb) => eb.fn.max("seen_at").as("at"))
    .executeTakeFirstOrThrow();
  // Without a row there is no newest one, whatever the type says.
  return (at as Date | null) ?? null;
}

export async function forgetSlackActs(db: Db, before: Date): Promise<void> {
  await db.deleteFrom("app.slack_acts").where("seen_at", "<=", before).execute();
}
