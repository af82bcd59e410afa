import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* What the rules wrote in place of the model, and why. */
  await sql.raw(`alter table app.generations add column replaced jsonb not null default '[]'`).execute(db);
}
