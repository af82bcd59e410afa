import pg from "pg";

/** Why a database does not let us in, and what to run or set. */
type Trouble = {
  /** A clause, without a full stop. */
  reason: string;
  /** A sentence. */
  next: string;
  /** By itself, by somebody's hand who may be about to, or not without another address. */
  passes: "by itself" | "by hand" | "never";
};

/** Where an address leads, without its password. */
export function addressParts(url: string): { role: string; database: string; server: string } {
  const { username, pathname, hostname, port, searchParams } = new URL(url);
  const server = searchParams.get("host") ?? `${hostname || "localhost"}:${port || 5432}`;
  const role = decodeURIComponent(username);
  return { role, database: decodeURIComponent(pathname.slice(1)) || role, server };
}

/** Before the server is there, or on the way to it. The names may not be known yet where containers start together. */
const UNREACHABLE = new Map([
  ["ENOENT", "has no socket yet"],
  ["ECONNREFUSED", "refuses connections"],
  ["EACCES", "has a socket that this user may not open"],
  ["ECONNRESET", "broke the connection off"],
  ["ENOTFOUND", "has no address: nobody knows the name"],
  ["EAI_AGAIN", "has no address: the name service does not answer"],
  ["EHOSTUNREACH", "cannot be reached"],
  ["ENETUNREACH", "cannot be reached"],
  ["ETIMEDOUT", "does not answer"],
]);

/** @source PostgreSQL, Appendix A: error codes that a server answers a connection with, or the first question. */
const BUSY = new Map([
  ["57P01", "is shutting down"],
  ["57P02", "is recovering from a crash"],
  ["57P03", "is starting up"],
  ["53300", "has no connection left for us"],
]);

/**
 * @param variable The one that holds the address.
 * @param error As `pg` throws it.
 */
export function explain(error: unknown, url: string, variable: string): Trouble {
  const { role, database, server } = addressParts(url);
  const code = connectErrorCode(error);
  const away = UNREACHABLE.get(code) ?? BUSY.get(code) ?? (isTimeOut(error) ? "does not answer" : undefined);
  if (away !== undefined) {
    const next = BUSY.has(code) ? "Wait for it." : `Start PostgreSQL there, or correct ${variable}.`;
    return { reason: `the database server at ${server} ${away}`, next, passes: "by itself" };
  }
  const statement = STATEMENTS[code]?.(role, database);
  if (statement) return { ...statement, next: statement.next.replace("VARIABLE", variable), passes: "by hand" };
  const said = error instanceof Error ? error.message : String(error);
  return { reason: `the database at ${server} says: ${said}`, next: `Check ${variable}.`, passes: "never" };
}

type Statement = (role: string, database: string) => Pick<Trouble, "reason" | "next">;

const wrongPassword: Statement = (role) => ({
  reason: `there is no role ${role} with this password`,
  next: `Correct VARIABLE, or run as an administrator: create role ${quoted(role)} login password '…'; or, where it is there, ${withPassword(role)}`,
});

const STATEMENTS: Record<string, Statement> = {
  "28P01": wrongPassword,
  "28000": (role, database) => ({
    reason: `the role ${role} may not log in to ${database}`,
    next: `Run as an administrator: alter role ${quoted(role)} login; and see that pg_hba.conf lets it in from here.`,
  }),
  "3D000": (_role, database) => ({
    reason: `there is no database ${database}`,
    next: `Correct VARIABLE, or run as an administrator: create database ${quoted(database)};`,
  }),
  "42501": (role, database) => ({
    reason: `the role ${role} may not connect to ${database}`,
    next: `Run as an administrator: grant connect on database ${quoted(database)} to ${quoted(role)};`,
  }),
};

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const withPassword = (role: string): string => `alter role ${quoted(role)} login password '…';`;

/** A name with addresses of both families fails with one error for each. */
export function connectErrorCode(error: unknown): string {
  if (error instanceof AggregateError) return connectErrorCode(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** @source pg's own words, which have no code. */
const isTimeOut = (error: unknown): boolean =>
  error instanceof Error && /timeout expired|timed out/i.test(error.message);

const ASKED_WITHIN_MS = 5_000;

/** Asks one thing over a connection of its own: neither a pool that is busy nor a server that is silent holds it up. */
export async function askOnce<Row extends object>(
  url: string,
  sql: string,
  patienceMs = ASKED_WITHIN_MS,
): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows;
  } finally {
    // A server that does not answer does not say good-bye either.
    void client.end().catch(() => undefined);
  }
}
