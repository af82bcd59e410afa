import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  /* From a pull request to every update that used it, and from a message to its update. */
  `create index updates_ledger on app.updates using gin (ledger jsonb_path_ops)`,
  `create index delivery_parts_ts on app.delivery_parts (ts) where ts is not null`,
];
