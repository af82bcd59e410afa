import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import type { Log } from "../base/log.ts";
import type { Waiting } from "../base/waiting.ts";
import { askOnce, explain } from "./explain.ts";

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
const RETRY_MS = 40;
/** By then nobody is about to be there in a moment. */
const EAGER_MS = 5_000;
const PATIENT_RETRY_MS = 500;

export type Options = {
  /** The one that holds the address. */
  variable?: string;
  /** Hears why it is still waited for, at each try. */
  waiting?: Waiting;
  /** False: what somebody has to mend by hand is not waited for. */
  patient?: boolean;
};

/** @param session Settings of the server that hold in every connection, and in these alone. */
export function connect<Tables>(
  databaseUrl: string,
  log: Log,
  session: Readonly<Record<string, string>> = {},
  { variable = "DATABASE_URL", waiting = () => undefined, patient = true }: Options = {},
): Connection<Tables> {
  const options = Object.entries(session).map(([name, value]) => `-c ${name}=${value}`);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: MAX_CONNECTIONS, options: options.join(" ") });
  // Without a listener an idle connection that the server closes (57P01 at its stop) ends the whole process.
  pool.on("error", (error) => log.warn({ error: error.message }, "database connection lost"));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { db, ready: () => waitForServer(databaseUrl, { variable, waiting, patient }), close: () => db.destroy() };
}

/** A process may be started a moment before its database, and that before its roles. @throws {Error} with what to run or set. */
async function waitForServer(url: string, { variable, waiting, patient }: Required<Options>): Promise<void> {
  const began = Date.now();
  for (;;) {
    try {
      await askOnce(url, "select 1");
      return;
    } catch (cause) {
      const { reason, next, passes } = explain(cause, url, variable);
      const waited = Date.now() - began;
      const mayPass = passes === "by itself" || (patient && passes === "by hand");
      if (waited > WAIT_FOR_SERVER_MS || !mayPass) throw new Error(`${capital(reason)}. ${next}`, { cause });
      waiting(`${reason}. ${next}`);
      await new Promise((resolve) => setTimeout(resolve, waited < EAGER_MS ? RETRY_MS : PATIENT_RETRY_MS));
    }
  }
}

/** Asks nothing, over the connections that work goes over. @throws {Error} when the server does not answer. */
export async function askNothing<Tables>(db: Kysely<Tables>): Promise<void> {
  await sql`select 1`.execute(db);
}

const capital = (clause: string): string => clause.charAt(0).toUpperCase() + clause.slice(1);

/** Work inside one transaction; a function that takes a `Transaction` says by its type that it must not stand alone. */
export function inTransaction<Tables, Result>(
  db: Kysely<Tables>,
  work: (tx: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? work(db as Transaction<Tables>) : db.transaction().execute(work);
}
