import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* How the people behind citations are called in a profile's messages. */
  await sql`alter table app.profiles add column names_as text not null default 'logins'
    check (names_as in ('logins', 'names', 'mentions'))`.execute(db);
}
