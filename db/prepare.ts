import { sql, type Kysely } from "kysely";
import type { Log } from "../base/log.ts";
import { migrations as appMigrations } from "./app/migrations/index.ts";
import { connect, type Options } from "./connect.ts";
import { prepareJobs } from "./jobs.ts";
import { migrate, type Migrations } from "./migrate.ts";
import { migrations as pipelinesMigrations } from "./pipelines/migrations/index.ts";
import { grant } from "./prepare/grants.ts";
import { loginTroubles, whatIsMissing } from "./prepare/missing.ts";
import { letIn, makeRole, roleOf, takeOwnership, tooMuch } from "./prepare/roles.ts";

/** Addresses of one database: of the role that owns the tables, and of those that the two mains log in with. */
export type DatabaseUrls = { owner: string; app: string; pipelines: string };

/** The database cannot be prepared as things are: all that is missing, each with what to run or set. */
class NotReady extends Error {
  override readonly name = "NotReady";

  constructor(missing: readonly string[]) {
    super(`The database is not ready:\n${missing.map((one) => `  ${one}`).join("\n")}`);
  }
}

type Side = { schema: string; variable: string; url: string; migrations: Migrations };

/**
 * Brings a database from empty, or from any earlier release, to this one: roles, schemas, tables, queues, rights. Several may run
 * at once, and any number of times: the others wait, and find nothing left to do.
 *
 * @returns what an operator should know, in sentences.
 * @throws {NotReady} before anything is changed.
 */
export async function prepareDatabase(
  urls: DatabaseUrls,
  log: Log,
  how: Pick<Options, "waiting" | "patient"> = {},
): Promise<string[]> {
  const options = { variable: "DATABASE_OWNER_URL", ...how };
  const { db, ready, close } = connect<unknown>(urls.owner, log, {}, options);
  try {
    await ready();
    return await alone(db, () => prepared(db, urls));
  } finally {
    await close();
  }
}

async function prepared(db: Kysely<unknown>, urls: DatabaseUrls): Promise<string[]> {
  const sides: Side[] = [
    { schema: "app", variable: "APP_DATABASE_URL", url: urls.app, migrations: appMigrations },
    { schema: "pipelines", variable: "PIPELINES_DATABASE_URL", url: urls.pipelines, migrations: pipelinesMigrations },
  ];
  const schemas = sides.flatMap(({ schema }) => [schema, `${schema}_jobs`]);
  requireNothing(await whatIsMissing(db, sides, schemas));
  for (const { url } of sides) await makeRole(db, url);
  for (const { url } of sides) await letIn(db, url);
  await takeOwnership(db, schemas);
  // Both at once, and the app's side first: a page waits for it.
  const jobs = sides.map(({ schema }) => prepareJobs(urls.owner, `${schema}_jobs`));
  await Promise.all([
    ...jobs,
    inTurn(sides, async ({ schema, url, migrations }, at) => {
      await jobs[at];
      // With one commit: whoever sees the last migration may use what it made.
      await db.transaction().execute(async (tx) => {
        await migrate(tx, schema, migrations);
        await grant(tx, schema, roleOf(url));
      });
    }),
  ]);
  for (const one of jobs) await (await one).built();
  const { rows } = await sql<{ database: string }>`select current_database() as database`.execute(db);
  requireNothing((await Promise.all(sides.map((side) => loginTroubles(side, rows[0]!)))).flat());
  return tooMuch(db, [roleOf(urls.app), roleOf(urls.pipelines)]);
}

function requireNothing(missing: readonly string[]): void {
  if (missing.length > 0) throw new NotReady(missing);
}

async function inTurn<Item>(items: readonly Item[], work: (item: Item, at: number) => Promise<void>): Promise<void> {
  for (const [at, item] of items.entries()) await work(item, at);
}

/** The lock ends with its connection, however that ends. */
async function alone<Result>(db: Kysely<unknown>, work: () => Promise<Result>): Promise<Result> {
  return db.connection().execute(async (connection) => {
    const key = sql`hashtextextended('pulse: prepare', 0)`;
    await sql`select pg_advisory_lock(${key})`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(connection);
    }
  });
}
