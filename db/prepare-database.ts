import { z } from "zod";
import { createLog } from "../base/log.ts";
import { IncompleteSettings, readEnvironment } from "../base/read-environment.ts";
import { sayingWhy } from "../base/waiting.ts";
import { databaseTroubles } from "./look.ts";
import { prepareDatabase } from "./prepare.ts";

/*
 * A program: brings the database to this release, and ends. The mains wait for it, because their roles own nothing.
 */

const address = (role: string) =>
  z.url({ error: `must be the address of ${role}, postgresql://role:password@host/database` });
const schema = z.object({
  /** The role that owns the tables, and in production nobody else's: no main may hold it. */
  DATABASE_OWNER_URL: address("the role that owns the tables"),
  /** What each main gets as its DATABASE_URL. */
  APP_DATABASE_URL: address("the app's role"),
  PIPELINES_DATABASE_URL: address("the pipelines' role"),
});
const { DATABASE_OWNER_URL: ownerUrl } = process.env;

/** Whoever started it knows whether there is anything to say. */
const waiting = sayingWhy((reason) => {
  if (process.send) process.send({ waiting: reason });
  else process.stderr.write(`Waiting: ${reason}\n`);
});

if (process.channel) process.on("disconnect", () => process.exit(1));
try {
  const urls = readEnvironment(schema, process.env);
  const told = await prepareDatabase(
    { owner: urls.DATABASE_OWNER_URL, app: urls.APP_DATABASE_URL, pipelines: urls.PIPELINES_DATABASE_URL },
    createLog("prepare", "warn"),
    // A starter makes the roles itself, at the same moment.
    { waiting, patient: Boolean(process.channel) },
  );
  // The launcher has its own words for when all is well.
  if (!process.channel) told.unshift("The database is ready for this release.");
  for (const sentence of told) process.stdout.write(`${sentence}\n`);
  process.exit(0);
} catch (error) {
  const whole =
    error instanceof IncompleteSettings
      ? error.and(await databaseTroubles(ownerUrl, "DATABASE_OWNER_URL", null))
      : error;
  process.stderr.write(`${whole instanceof Error ? whole.message : String(whole)}\n`);
  process.exit(1);
}
