import { sql, type Kysely } from "kysely";

/**
 * One at a time over all instances: the lock ends with the work, or with the process that does it.
 *
 * @returns false when another one holds it now.
 */
export async function withLock<Tables>(db: Kysely<Tables>, name: string, work: () => Promise<void>): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    const key = sql`hashtextextended(${name}, 0)`;
    const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_lock(${key}) as locked`.execute(connection);
    if (!rows[0]?.locked) return false;
    try {
      await work();
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(connection);
    }
    return true;
  });
}
