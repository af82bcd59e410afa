import { sql, type Kysely } from "kysely";

/** What was read again belongs to the evidence of a text, whoever asked for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table app.generations add column reread_at timestamptz, add column reread jsonb`,
  `update app.generations generation set reread_at = slot.reread_at, reread = slot.reread
    from app.slots slot join app.updates on updates.id = slot.update_id
    where generation.update_id = updates.id and generation.generation = updates.generation
      and slot.reread_at >= generation.settled_at`,
  `alter table app.slots drop column reread_at, drop column reread`,
];
