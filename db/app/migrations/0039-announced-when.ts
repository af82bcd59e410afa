import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // When it was said in the channel; null: pasted, or read by a release that did not keep it.
  await sql`alter table app.announced add column said_at timestamptz`.execute(db);
}
