import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/* The check whose words from the evidence were taken over: such a text, and such a step, make nobody an author. Null: somebody's own. */
const STATEMENTS = [
  "alter table app.revisions add column taken_from text",
  "alter table app.edits add column taken_from text",
];
