import { rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { createLog } from "../../base/log.ts";
import { connect } from "../../db/connect.ts";
import { freshPasswords, startEmbedded, type Role } from "../../db/embedded.ts";
import { prepareDatabase } from "../../db/prepare.ts";
import { temporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the test server's database NAME for each role, as a pattern. */
    databasePatterns: Record<Role, string>;
  }
}

export const TEMPLATE = "pulse_template";

/** One real PostgreSQL for the whole run, with one prepared database that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { path: folder, remove } = temporaryFolder("postgres");
  // The same few programs are started over and over: what Node compiled once, the next process takes from there.
  process.env["NODE_COMPILE_CACHE"] = join(folder, "compiled");
  const server = startEmbedded(folder, freshPasswords());
  await server.ready;
  const log = createLog("test", "silent");
  const admin = connect(server.url("pulse_superuser", "postgres"), log);
  const { sql } = await import("kysely");
  // Nothing of it outlives the run: a power cut may lose all of it, and nobody tidies up in hundreds of databases.
  for (const setting of ["fsync", "full_page_writes", "synchronous_commit", "autovacuum"]) {
    await sql.raw(`alter system set ${setting} = off`).execute(admin.db);
  }
  await sql`select pg_reload_conf()`.execute(admin.db);
  await sql.raw(`create database ${TEMPLATE} owner pulse_owner`).execute(admin.db);
  await admin.close();
  const [owner, app, pipelines] = (["pulse_owner", "pulse_app", "pulse_pipelines"] as const).map((role) =>
    server.url(role, TEMPLATE),
  );
  await prepareDatabase({ owner: owner!, app: app!, pipelines: pipelines! }, log);
  project.provide("databasePatterns", {
    pulse_superuser: server.url("pulse_superuser", "NAME"),
    pulse_owner: server.url("pulse_owner", "NAME"),
    pulse_app: server.url("pulse_app", "NAME"),
    pulse_pipelines: server.url("pulse_pipelines", "NAME"),
  });
  return async () => {
    await server.stop();
    remove();
    if (server.folder !== folder) rmSync(server.folder, { recursive: true, force: true });
  };
}
