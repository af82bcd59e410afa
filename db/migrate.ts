import { sql, type Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";

export type Migrations = Record<string, Migration>;

/**
 * Brings one schema to the newest version. Several processes may start at once: Kysely's lock lets one work and the others wait.
 *
 * @param schema `app` or `pipelines`; made when it is not there.
 */
export async function migrate<Tables>(db: Kysely<Tables>, schema: string, migrations: Migrations): Promise<void> {
  await requireVersion(db);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: schema,
  });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  const why = error instanceof Error ? error.message : String(error);
  throw new Error(`The ${schema} schema could not be brought up to date: ${why}`, { cause: error });
}

const OLDEST_SERVER = 150_000;

async function requireVersion<Tables>(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ version: number }>`select current_setting('server_version_num')::int as version`.execute(
    db,
  );
  if ((rows[0]?.version ?? 0) < OLDEST_SERVER) throw new Error("DATABASE_URL needs PostgreSQL 15 or newer.");
}
