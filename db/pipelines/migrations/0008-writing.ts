import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /*
   * What the writers of a run are writing right now: one row at most for each. It comes and goes twice a second, nobody needs it after a
   * crash, and so it is in no log of the database.
   */
  `create unlogged table pipelines.writing (
    run_id uuid primary key references pipelines.runs,
    attempt integer not null,
    writing jsonb not null
  )`,
];
