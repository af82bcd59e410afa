import { sql, type Kysely } from "kysely";

/** Whether a server takes schemas that say how long and how many; null: not tried. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table pipelines.capabilities add column bounds boolean`).execute(db);
}
