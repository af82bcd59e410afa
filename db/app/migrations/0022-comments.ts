import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* What people say of one sentence, with its words and what it cited then: lines move, and texts are written anew. */
  `create table app.comments (
    id uuid primary key,
    update_id uuid not null references app.updates (id) on delete cascade,
    person_id uuid not null references app.people (id),
    sentence_key text not null,
    sentence text not null,
    prs jsonb not null,
    said text not null,
    created_at timestamptz not null default clock_timestamp(),
    done_at timestamptz,
    done_by uuid references app.people (id)
  )`,
  `create index comments_update on app.comments (update_id)`,
];
