import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* How its updates are written, as `name`, `name@3` or `name:tag`; null: by the built-in template, as it is in production. */
  `alter table app.profiles add column template text`,
  `alter table app.generations add column template_ref text`,
];
