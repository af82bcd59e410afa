import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* What the sources of an update may show. Those from before were not asked, and count as private. */
  await sql`alter table app.updates add column sources_shown jsonb`.execute(db);
}
