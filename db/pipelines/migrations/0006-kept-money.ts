import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* What a run keeps of the budgets for the texts that it has still to write: one row at most for each. */
  `create table pipelines.holds (
    run_id uuid primary key references pipelines.runs,
    at timestamptz not null,
    /* Null: the model has no known price. */
    usd numeric(14, 6),
    tokens integer not null
  )`,

  `alter table pipelines.reservations
    /* When a call that has not come back by then is given up. */
    add column lost_at timestamptz not null default now() + interval '1 hour',
    /* Nobody knows what it did cost: what was set aside for it stands in its place. */
    add column estimated boolean not null default false,
    /* Who said that it did cost nothing. */
    add column cleared_by text`,
  `create index reservations_estimated on pipelines.reservations (at) where estimated`,
];
