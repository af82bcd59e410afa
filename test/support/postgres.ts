import { rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { throwAwayFolder } from "../../base/throw-away-folder.ts";
import { createLog } from "../../base/log.ts";
import { connect } from "../../db/connect.ts";
import { freshPasswords, startEmbedded, type DatabaseRole } from "../../db/embedded.ts";
import { prepareDatabase } from "../../db/prepare.ts";
import { temporaryFolder, type TemporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the test server's database NAME for each role, as a pattern. */
    databasePatterns: Record<DatabaseRole, string>;
  }
}

/** @source shm_overview(7). */
const MEMORY = "/dev/shm";

export const TEMPLATE = "pulse_template";

/** One real PostgreSQL for the whole run, with one prepared database that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { path: folder, remove } = inMemory() ?? temporaryFolder("postgres");
  // The same few programs are started over and over: what Node compiled once, the next process takes from there.
  process.env["NODE_COMPILE_CACHE"] = join(tmpdir(), "compiled");
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

const ROOM_BYTES = 2 * 1024 ** 3;

/**
 * A disk takes longer to make the thousand files of a database the more were removed a moment before, and each test file makes and
 * removes some: two fifths of all that the run computed. Memory does not mind.
 *
 * @returns null where there is none that files can be put into, or too little of it.
 */
function inMemory(): TemporaryFolder | null {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize < ROOM_BYTES ? null : throwAwayFolder("pulse-test-postgres", MEMORY);
  } catch {
    return null;
  }
}
