import type { Db } from "./tables.ts";

export async function keepSlackForm(
  db: Db,
  form: { id: string; slack_user_id: string; view: unknown; kept_at: Date },
): Promise<void> {
  await db
    .insertInto("app.slack_forms")
    .values({ ...form, view: JSON.stringify(form.view) })
    .execute();
}

/** Nobody gets somebody else's. */
export async function findSlackForm(db: Db, id: string, slackUserId: string): Promise<unknown> {
  const kept = await db
    .selectFrom("app.slack_forms")
    .select("view")
    .where("id", "=", id)
    .where("slack_user_id", "=", slackUserId)
    .executeTakeFirst();
  return kept?.view ?? null;
}

export async function forgetSlackForms(db: Db, before: Date): Promise<void> {
  await db.deleteFrom("app.slack_forms").where("kept_at", "<=", before).execute();
}
