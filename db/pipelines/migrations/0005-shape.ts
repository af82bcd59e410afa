import { sql, type Kysely } from "kysely";

/** How a server wants a conversation where it refused the usual form; null: not found out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table pipelines.capabilities add column shape jsonb`).execute(db);
}
