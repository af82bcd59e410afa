import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* What a person saw of an update the last time that they read it, and before its text last changed under their eyes. */
  `create table app.looks (
    update_id uuid not null references app.updates (id) on delete cascade,
    person_id uuid not null references app.people (id) on delete cascade,
    markdown text not null,
    looked_at timestamptz not null,
    before_markdown text,
    before_at timestamptz,
    primary key (update_id, person_id)
  )`,
];
