import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Items that were asked for in other words, so that whoever asks again by the same key pays once. The calls stand in the recording. */
  `create table pipelines.wordings (
    idempotency_key text primary key,
    request_digest text not null,
    run_id uuid not null references pipelines.runs,
    asked_at timestamptz not null,
    answer jsonb
  )`,
];
