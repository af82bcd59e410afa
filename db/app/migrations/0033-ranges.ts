import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* What a range by releases was for each source, with the commits that its tags stood at: when it is written again, they stand there still. */
  await sql`alter table app.generations add column ranges jsonb`.execute(db);
}
