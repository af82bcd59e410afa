import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* The people whom somebody asked for their approval, by id; none: everybody who may. */
  await sql`alter table app.updates add column review_asked jsonb not null default '[]'`.execute(db);
}
