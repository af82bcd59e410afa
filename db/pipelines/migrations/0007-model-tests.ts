import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* The whole little job, done once on pull requests that are made up. */
  `create table pipelines.model_tests (
    id uuid primary key,
    server text not null,
    model text not null,
    state text not null check (state in ('waiting', 'running', 'done', 'stopped', 'lost')),
    progress jsonb not null default '{"call": null, "model_calls": 0, "tokens": 0}',
    result jsonb,
    created_at timestamptz not null,
    stop_requested_at timestamptz,
    finished_at timestamptz
  )`,
  /* Of each model one at a time. */
  `create unique index model_tests_open on pipelines.model_tests (server, model) where state in ('waiting', 'running')`,

  `alter table pipelines.capabilities
    /* How often a server could not do what it was known to do, by the name of the column. */
    add column slips jsonb not null default '{}',
    /* Whose call found the newest of it: a run's, a test's, or, before this release, nobody knows whose. */
    add column run_id uuid references pipelines.runs,
    add column test_id uuid,
    /* The model that the server says answered, where it is another than was asked for. */
    add column served_by text`,
];
