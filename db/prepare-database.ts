import { z } from "zod";
import { createLog } from "../base/log.ts";
import { readEnvironment } from "../base/read-environment.ts";
import { prepareDatabase } from "./prepare.ts";

/*
 * A program: brings the database to this release, and ends. The mains wait for it, because their roles own nothing.
 */

const address = z.url({ error: "must be the address of a PostgreSQL, postgresql://user:password@host/database" });
const schema = z.object({
  /** The role that owns the tables, and in production nobody else's: no main may hold it. */
  DATABASE_OWNER_URL: address,
  /** What each main gets as its DATABASE_URL. */
  ...{ APP_DATABASE_URL: address, PIPELINES_DATABASE_URL: address },
});

if (process.channel) process.on("disconnect", () => process.exit(1));
try {
  const urls = readEnvironment(schema, process.env);
  const told = await prepareDatabase(
    { owner: urls.DATABASE_OWNER_URL, app: urls.APP_DATABASE_URL, pipelines: urls.PIPELINES_DATABASE_URL },
    createLog("prepare", "warn"),
  );
  // The launcher has its own words for when all is well.
  if (!process.channel) told.unshift("The database is ready for this release.");
  for (const sentence of told) process.stdout.write(`${sentence}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
