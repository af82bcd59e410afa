import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* The moment of writing: now() is when the transaction began, and one that was kept open could write into the past. */
  await sql`alter table app.audit_events alter column at set default clock_timestamp()`.execute(db);
}
