import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Which process has which job in hand: see db/held-jobs.ts. */
  `create table app.held_jobs (
    job_id uuid primary key,
    queue text not null,
    attempt integer not null,
    holder integer not null
  )`,

  /* The run of an earlier generation, whose recording this one goes on with. */
  `alter table app.generations add column continues uuid`,
];
