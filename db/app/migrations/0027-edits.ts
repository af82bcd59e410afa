import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* What people did to the text of a draft, step by step, so that each can be taken back: the lines that stood there, and those that
     stand there since. */
  `create table app.edits (
    seq integer generated always as identity primary key,
    update_id uuid not null references app.updates (id) on delete cascade,
    person_id uuid not null references app.people (id) on delete cascade,
    name text not null,
    typed boolean not null,
    reason text,
    prs text[] not null,
    line integer not null,
    removed text[] not null,
    added text[] not null,
    made_at timestamptz not null,
    undone_at timestamptz
  )`,
  "create index edits_update on app.edits (update_id, seq)",
];
