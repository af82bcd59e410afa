import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  /* Whether somebody who approves is asked once more, or has ten seconds to undo it. */
  await sql`alter table app.profiles add column before_posting text not null default 'ask'
    check (before_posting in ('ask', 'undo'))`.execute(db);
}
