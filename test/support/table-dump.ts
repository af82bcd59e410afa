import { sql } from "kysely";
import { connect } from "../../db/connect.ts";
import { silent } from "./database.ts";

/** Everything that stands in the database's tables, ours and the queues', as text. */
export async function tableDump(superuserUrl: string): Promise<string> {
  const { db, close } = connect(superuserUrl, silent);
  try {
    const { rows: tables } = await sql<{ name: string }>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`.execute(db);
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(db);
      texts.push(name, ...rows.map(({ text }) => text));
    }
    return texts.join("\n");
  } finally {
    await close();
  }
}
