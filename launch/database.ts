import { join } from "node:path";
import { runChild } from "../base/run-child.ts";
import type { Embedded, DatabaseRole } from "../db/embedded.ts";

/** Settings for a PostgreSQL of one's own; without roles of their own for each, its one role does everything. */
const OWN_DATABASE: Record<DatabaseRole, string> = {
  pulse_app: "APP_DATABASE_URL",
  pulse_pipelines: "PIPELINES_DATABASE_URL",
  pulse_owner: "DATABASE_OWNER_URL",
  pulse_superuser: "DATABASE_OWNER_URL",
};

/** @param database Our own; undefined where one's own is set. */
export function databaseUrl(env: NodeJS.ProcessEnv, database: Embedded | undefined, role: DatabaseRole): string {
  return database?.url(role) ?? env[OWN_DATABASE[role]] ?? env["DATABASE_URL"] ?? "";
}

/** The mains wait for it. It alone gets the owner's address. */
export function prepareInChild(env: NodeJS.ProcessEnv, database: Embedded | undefined): ReturnType<typeof runChild> {
  const urls = (["pulse_owner", "pulse_app", "pulse_pipelines"] as const).map((role) => [
    OWN_DATABASE[role],
    databaseUrl(env, database, role),
  ]);
  const script = join(import.meta.dirname, "../db/prepare-database.ts");
  // Our own server says by itself what keeps it.
  const onWaiting = (reason: string) => database ?? process.stdout.write(`  Waiting: ${reason}\n`);
  return runChild({ name: "prepare-database", script, env: Object.fromEntries(urls), onWaiting });
}
