import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* A part that Slack does not take as it was approved goes out in a plainer form; `payload` stays what was approved. */
  `alter table app.delivery_parts add column shape jsonb`,
  /* Until when nothing is to be tried: what Slack asked for, or our own back-off. */
  `alter table app.delivery_parts add column not_before timestamptz`,
];
