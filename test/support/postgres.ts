import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { createLog } from "../../base/log.ts";
import { migrations as appMigrations } from "../../db/app/migrations/index.ts";
import { connect } from "../../db/connect.ts";
import { startEmbedded } from "../../db/embedded.ts";
import { migrate, type Migrations } from "../../db/migrate.ts";
import { migrations as pipelinesMigrations } from "../../db/pipelines/migrations/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the test server's database NAME for ROLE, as a pattern. */
    databasePattern: string;
  }
}

export const TEMPLATE = "pulse_template";

/** One real PostgreSQL for the whole run, with one migrated database that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { path: folder, remove } = temporaryFolder("postgres");
  // The same few programs are started over and over: what Node compiled once, the next process takes from there.
  process.env["NODE_COMPILE_CACHE"] = join(folder, "compiled");
  const server = startEmbedded(folder);
  await server.ready;
  const log = createLog("test", "silent");
  const admin = connect(server.url(undefined, "postgres"), log);
  const { sql } = await import("kysely");
  await sql.raw(`create database ${TEMPLATE}`).execute(admin.db);
  await sql.raw(`grant create, connect on database ${TEMPLATE} to pulse_app, pulse_pipelines`).execute(admin.db);
  await admin.close();
  await migrated(server.url("pulse_app", TEMPLATE), "app", appMigrations);
  await migrated(server.url("pulse_pipelines", TEMPLATE), "pipelines", pipelinesMigrations);
  project.provide("databasePattern", server.url("ROLE", "NAME"));
  return async () => {
    await server.stop();
    remove();
  };

  async function migrated(url: string, schema: string, migrations: Migrations): Promise<void> {
    const { db, close } = connect(url, log);
    await migrate(db, schema, migrations);
    await close();
  }
}
