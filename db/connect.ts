import { Kysely, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";
import type { Log } from "../base/log.ts";

/** A numeric (int8) count as a number: we never count past 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type Connection<Tables> = {
  db: Kysely<Tables>;
  /** Resolves when the server answers. A process may be started a moment before its database. */
  ready: () => Promise<void>;
  close: () => Promise<void>;
};

const MAX_CONNECTIONS = 10;
/** A first start sets the server up, and one after a power cut recovers: on a slow disk that takes a minute. */
const WAIT_FOR_SERVER_MS = 180_000;
const SAY_SO_AFTER_MS = 10_000;
const RETRY_MS = 40;

/** @param session Settings of the server that hold in every connection, and in these alone. */
export function connect<Tables>(
  databaseUrl: string,
  log: Log,
  session: Readonly<Record<string, string>> = {},
): Connection<Tables> {
  const options = Object.entries(session).map(([name, value]) => `-c ${name}=${value}`);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: MAX_CONNECTIONS, options: options.join(" ") });
  // Without a listener an idle connection that the server closes (57P01 at its stop) ends the whole process.
  pool.on("error", (error) => log.warn({ error: error.message }, "database connection lost"));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { db, ready: () => waitForServer(pool, log), close: () => db.destroy() };
}

async function waitForServer(pool: pg.Pool, log: Log): Promise<void> {
  const giveUpAt = Date.now() + WAIT_FOR_SERVER_MS;
  let silentUntil = Date.now() + SAY_SO_AFTER_MS;
  for (;;) {
    try {
      await pool.query("select 1");
      return;
    } catch (cause) {
      if (Date.now() > giveUpAt || !isStarting(cause)) {
        throw new Error("The database does not answer. Check DATABASE_URL.", { cause });
      }
      if (Date.now() > silentUntil) {
        silentUntil = giveUpAt;
        log.warn({ error: cause instanceof Error ? cause.message : "" }, "the database does not answer yet: waiting");
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Not there yet (no socket, refused), starting up (57P03), or its role or database is about to be made. */
const STARTING = new Set(["ENOENT", "ECONNREFUSED", "ECONNRESET", "57P03", "57P01", "3D000", "28000", "28P01"]);

function isStarting(error: unknown): boolean {
  return error instanceof Error && "code" in error && STARTING.has(String(error.code));
}

/** Work inside one transaction; a function that takes a `Transaction` says by its type that it must not stand alone. */
export function inTransaction<Tables, Result>(
  db: Kysely<Tables>,
  work: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? work(db as Transaction<Tables>) : db.transaction().execute(work);
}
