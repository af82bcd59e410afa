import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Which process has which job in hand: see db/held-jobs.ts. */
  `create table pipelines.held_jobs (
    job_id uuid primary key,
    queue text not null,
    attempt integer not null,
    holder integer not null
  )`,

  /* Time that somebody worked on a run, and how much of it there may be: nobody's time counts for a deadline. */
  `alter table pipelines.runs
    add column worked_ms integer not null default 0,
    add column worked_at timestamptz,
    add column limit_ms integer,
    /* The job whose attempt it is. */
    add column taken_by uuid`,
  `update pipelines.runs set limit_ms = greatest(0, extract(epoch from deadline_at - created_at) * 1000)::int`,
  `alter table pipelines.runs alter column limit_ms set not null`,

  /* A run that ended may go on over the same recording. */
  `alter table pipelines.runs
    add column continuation_key text unique,
    add column continuation_digest text,
    /* How far the recording had come each time, in milliseconds: the time for writing begins anew there. */
    add column continued_ms integer[] not null default '{}'`,

  `create index reservations_open on pipelines.reservations (at) where settled_at is null`,
];
