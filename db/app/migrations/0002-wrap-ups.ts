import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* Where a writer was ended before it was ready, in words. */
  await sql.raw(`alter table app.generations add column wrap_ups jsonb not null default '[]'`).execute(db);
}
