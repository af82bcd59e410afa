import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* The newest message that stood in the channel before a part was first sent, by Slack's clock: ours stands after it. */
  `alter table app.delivery_parts add column sent_after text`,
  /* When it was first sent. */
  `alter table app.delivery_parts add column first_attempt_at timestamptz`,

  /* A card that was sent before is looked for before it is sent again. */
  `alter table app.cards add column attempted boolean not null default false`,
];
