import { sql, type Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import type { Waiting } from "../base/waiting.ts";
import { jobsVersion } from "./jobs.ts";

export type Migrations = Record<string, Migration>;

/**
 * Brings one schema to the newest version, as the role that owns it.
 *
 * @param schema `app` or `pipelines`; made when it is not there.
 */
export async function migrate<Tables>(db: Kysely<Tables>, schema: string, migrations: Migrations): Promise<void> {
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

/** A slow machine that sets a new database up needs its time. */
const WAIT_MS = 120_000;
const RETRY_MS = 40;

/**
 * Waits until someone has prepared the database for this version: a process of ours cannot do it, because its role owns nothing.
 * A newer schema is as good: while releases change, the older one goes on.
 *
 * @throws {Error} after two minutes, with what to run.
 */
export async function untilPrepared<Tables>(
  db: Kysely<Tables>,
  schema: string,
  migrations: Migrations,
  waiting: Waiting,
): Promise<void> {
  const began = Date.now();
  for (;;) {
    const missing = await whatIsUnprepared(db, schema, migrations);
    if (!missing) return;
    const sentence = notPrepared(missing);
    if (Date.now() - began > WAIT_MS) throw new Error(sentence);
    waiting(sentence);
    await new Promise((again) => setTimeout(again, RETRY_MS));
  }
}

export const notPrepared = (missing: string): string =>
  `The database is not prepared for this release (${missing}). Run npm run prepare-database with its owner's DATABASE_OWNER_URL: see docs/production.md.`;

/** No such schema, no such table, and not yet allowed to read either. */
const NOT_YET = new Set(["3F000", "42P01", "42501"]);

/** @returns null when this release can work with it. */
export async function whatIsUnprepared<Tables>(
  db: Kysely<Tables>,
  schema: string,
  migrations: Migrations,
): Promise<string | null> {
  try {
    const done = await sql<{ name: string }>`select name from ${sql.table(`${schema}.kysely_migration`)}`.execute(db);
    const names = new Set(done.rows.map(({ name }) => name));
    const lacking = Object.keys(migrations).filter((name) => !names.has(name));
    if (lacking.length > 0) return `${schema} lacks ${lacking.join(", ")}`;
    const jobs = await sql<{ version: number }>`select version from ${sql.table(`${schema}_jobs.version`)}`.execute(db);
    const version = jobs.rows[0]?.version;
    return version === jobsVersion ? null : `${schema}_jobs is at ${version} instead of ${jobsVersion}`;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (NOT_YET.has(code)) return `${schema} is not there yet`;
    throw error;
  }
}
