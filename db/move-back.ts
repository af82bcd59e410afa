import { sql, type RawBuilder } from "kysely";
import type { Log } from "../base/log.ts";
import { connect, inTransaction } from "./connect.ts";

/** From `began` on, by this machine's clock, everything is told to have happened so much earlier. */
export type Stretch = { began: Date; behindMs: number };

const DAY_MS = 24 * 3_600_000;

/**
 * For a folder that is tried out: moves what was written down by this machine's clock to when it is told to have happened, all of it or
 * nothing. Only the owner of the tables can, who alone may lift what makes the audit trail append-only; nobody else may be at work.
 *
 * @param stretches Ascending. The app has written its own times in the past already, and what it plans for later stays: of its tables
 *   only what the database dates by itself is moved. The pipelines know no other clock than the machine's.
 */
export async function moveBack(ownerUrl: string, stretches: readonly Stretch[], log: Log): Promise<void> {
  const { db, close } = connect<unknown>(ownerUrl, log);
  try {
    await inTransaction(db, async (tx) => {
      const { rows: tables } = await COLUMNS.execute(tx);
      for (const { schema, name, columns } of tables) {
        const table = sql.id(schema, name);
        const until = new Date(Date.now() + (schema === "pipelines" ? DAY_MS : 0));
        const changes = columns.map((column) => sql`${sql.id(column)} = ${earlier(sql.id(column), stretches, until)}`);
        await sql`alter table ${table} disable trigger user`.execute(tx);
        await sql`update ${table} set ${sql.join(changes)}`.execute(tx);
        await sql`alter table ${table} enable trigger user`.execute(tx);
      }
    });
  } finally {
    await close();
  }
}

function earlier(column: RawBuilder<unknown>, stretches: readonly Stretch[], until: Date): RawBuilder<Date> {
  const cases = stretches
    .toReversed()
    .map(
      ({ began, behindMs }) =>
        sql`when ${column} >= ${began} then ${column} - make_interval(secs => ${behindMs / 1_000}::float8)`,
    );
  return sql<Date>`case when ${column} > ${until} then ${column} ${sql.join(cases, sql` `)} else ${column} end`;
}

const COLUMNS = sql<{ schema: string; name: string; columns: string[] }>`
  select table_schema as schema, table_name as name, array_agg(column_name::text) as columns
  from information_schema.columns
  where data_type = 'timestamp with time zone'
    and (table_schema = 'pipelines' or table_schema = 'app' and column_default ~ '(now|clock_timestamp)\\(\\)')
  group by 1, 2`;
