import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Items of an update that somebody asked for in other words: how many there were, and what they cost. Not what they say. */
  `create table app.wordings (
    update_id uuid not null references app.updates (id) on delete cascade,
    id uuid not null,
    run_id uuid not null,
    asked_by uuid references app.people (id),
    asked_at timestamptz not null,
    ended_at timestamptz,
    model_calls integer not null default 0,
    tokens integer not null default 0,
    /* US dollars; null: not known. */
    cost_usd double precision,
    primary key (update_id, id)
  )`,
];
