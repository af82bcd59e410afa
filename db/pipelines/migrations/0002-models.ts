import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Chance is recorded like time, and so is what was known about a model's server when the run began. */
  `alter table pipelines.calls drop constraint calls_kind_check`,
  `alter table pipelines.calls add constraint calls_kind_check
    check (kind in ('tool', 'model', 'clock', 'chance', 'lookup'))`,
  `alter table pipelines.calls
    add column seq bigint generated always as identity,
    add column label text not null default '',
    add column outcome text not null default 'done',
    add column cached_tokens integer not null default 0,
    add column retries integer not null default 0,
    add column priced_by text`,
  `create unique index calls_in_order on pipelines.calls (run_id, seq)`,

  /* Where the run belongs in the trace of whoever asked for it. */
  `alter table pipelines.runs add column traceparent text`,

  /* Money is reserved before it is spent. A row whose spending is not known counts with what it had reserved. */
  `create table pipelines.reservations (
    id uuid primary key,
    /* Null: a test of a model, which belongs to no run. */
    run_id uuid references pipelines.runs,
    model text not null,
    at timestamptz not null,
    /* Null: the model has no known price. */
    reserved_usd numeric(14, 6),
    reserved_tokens integer not null,
    spent_usd numeric(14, 6),
    spent_tokens integer,
    settled_at timestamptz
  )`,
  `create index reservations_at on pipelines.reservations (at)`,
  `create index reservations_of_run on pipelines.reservations (run_id)`,

  `create table pipelines.capabilities (
    server text not null,
    model text not null,
    tools boolean,
    format text check (format in ('json_schema', 'json_object', 'text')),
    found_at timestamptz not null,
    primary key (server, model)
  )`,

  /* One row at most: while it is there, no model is asked. */
  `create table pipelines.model_stop (
    one boolean primary key default true check (one),
    reason text not null,
    stopped_by text not null,
    stopped_at timestamptz not null
  )`,
];
