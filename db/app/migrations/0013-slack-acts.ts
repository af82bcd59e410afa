import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* What came from Slack lately, whichever process took it: the same act is done once. */
  `create table app.slack_acts (
    key text primary key,
    seen_at timestamptz not null
  )`,
  `create index slack_acts_seen_at on app.slack_acts (seen_at)`,

  /* What somebody typed into a form of Slack's and closed, and what came to nothing afterwards: it is opened again from here. */
  `create table app.slack_forms (
    id uuid primary key,
    slack_user_id text not null,
    view jsonb not null,
    kept_at timestamptz not null
  )`,
  `create index slack_forms_kept_at on app.slack_forms (kept_at)`,
];
