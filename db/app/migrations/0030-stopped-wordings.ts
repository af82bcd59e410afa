import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* Whoever asked does not want it any more. In Slack that is said to whichever process hears it, and asked by another one. */
  `alter table app.wordings add column stopped_at timestamptz`,
];
