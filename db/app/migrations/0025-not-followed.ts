import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* Wishes of its brief that the text does not follow; older generations say of none. */
  await sql.raw(`alter table app.generations add column not_followed jsonb not null default '[]'`).execute(db);
}
