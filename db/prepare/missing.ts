import { sql, type Kysely } from "kysely";
import { askOnce, connectErrorCode, addressParts, quoted, explain, withPassword } from "../explain.ts";
import { ownersOf, roleOf } from "./roles.ts";

/** An address, and the variable that holds it. */
type Side = { variable: string; url: string };

const OLDEST_SERVER = 150_000;

type Facts = {
  owner: string;
  database: string;
  version: number;
  encoding: string;
  read_only: boolean;
  may_make_roles: boolean;
  may_make_schemas: boolean;
  owns_database: boolean;
};

/**
 * All that keeps the owner from preparing the database, and the two from using it, before anything is changed.
 *
 * @param schemas That are made or kept up.
 * @returns a sentence for each, with what to run or set.
 */
export async function whatIsMissing(
  db: Kysely<unknown>,
  sides: readonly Side[],
  schemas: readonly string[],
): Promise<string[]> {
  const facts = await factsOf(db);
  const told = serverTroubles(facts);
  const { rows: there } = await sql<{ name: string }>`
    select nspname as name from pg_namespace where nspname = any(${schemas})`.execute(db);
  if (there.length < schemas.length && !facts.may_make_schemas) {
    told.push(
      `The role ${facts.owner} may not make schemas. ${run(`grant create on database ${quoted(facts.database)} to ${quoted(facts.owner)};`)}`,
    );
  }
  for (const name of await othersIn(db, schemas)) {
    told.push(
      `Tables of Pulse belong to ${name}. ${run(`reassign owned by ${quoted(name)} to ${quoted(facts.owner)};`, "in this database")}`,
    );
  }
  const perSide = await Promise.all(sides.map((side) => sideTroubles(db, side, facts)));
  return [...new Set([...told, ...perSide.flat()])];
}

const run = (statement: string, where = ""): string => `Run as an administrator${where && `, ${where}`}: ${statement}`;

async function factsOf(db: Kysely<unknown>): Promise<Facts> {
  const { rows } = await sql<Facts>`
    select current_user as owner, current_database() as database,
      current_setting('server_version_num')::int as version,
      current_setting('server_encoding') as encoding, pg_is_in_recovery() as read_only,
      (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may_make_roles,
      has_database_privilege(current_database(), 'create') as may_make_schemas,
      (select pg_has_role(datdba, 'usage') from pg_database where datname = current_database()) as owns_database
  `.execute(db);
  return rows[0]!;
}

function serverTroubles({ version, encoding, read_only, database, owner }: Facts): string[] {
  const told: string[] = [];
  if (version < OLDEST_SERVER) {
    told.push(`This is PostgreSQL ${Math.floor(version / 10_000)}. Pulse needs 15 or newer.`);
  }
  if (encoding !== "UTF8") {
    const statement = `create database ${quoted(database)} owner ${quoted(owner)} encoding 'UTF8' template template0;`;
    told.push(`The database ${database} is encoded in ${encoding}. Make it anew in UTF8: ${statement}`);
  }
  if (read_only)
    told.push("This server is a copy that takes no changes. Put the primary’s address into all three URLs.");
  return told;
}

/** Roles that own something of ours and whose place the owner may not take. */
async function othersIn(db: Kysely<unknown>, schemas: readonly string[]): Promise<string[]> {
  const owners = await ownersOf(db, schemas);
  const { rows } = await sql<{ name: string }>`
    select rolname as name from pg_roles where rolname = any(${owners}) and not pg_has_role(oid, 'usage')`.execute(db);
  return rows.map(({ name }) => name);
}

type Login = { can_log_in: boolean; may_connect: boolean };

async function sideTroubles(db: Kysely<unknown>, side: Side, facts: Facts): Promise<string[]> {
  const role = roleOf(side.url);
  if (role === null || role === facts.owner) return loginTroubles(side, facts);
  const { rows } = await sql<Login>`
    select rolcanlogin as can_log_in, has_database_privilege(oid, current_database(), 'connect') as may_connect
    from pg_roles where rolname = ${role}`.execute(db);
  const told: string[] = [];
  const [found] = rows;
  if (!found && !facts.may_make_roles) {
    told.push(
      `There is no role ${role}, and the owner may not make it. ${run(`create role ${quoted(role)} login password '…';`)}`,
    );
  }
  if (found && !found.can_log_in) told.push(`The role ${role} may not log in. ${run(withPassword(role))}`);
  const mayConnect = found ? found.may_connect : await everybodyConnects(db);
  // An owner of the database lets them in by itself.
  if (!mayConnect && !facts.owns_database) {
    told.push(
      `The role ${role} may not connect to ${facts.database}. ${run(`grant connect on database ${quoted(facts.database)} to ${quoted(role)};`)}`,
    );
  }
  return found?.can_log_in && mayConnect ? [...told, ...(await loginTroubles(side, facts))] : told;
}

async function everybodyConnects(db: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select has_database_privilege('public', current_database(), 'connect') as may`.execute(db);
  return rows[0]?.may === true;
}

const REFUSED = new Set(["28P01", "28000", "3D000", "42501"]);

/** Whether an address does what it is for. One that cannot be reached from here may be reached from where it is used. */
export async function loginTroubles({ variable, url }: Side, { database }: Pick<Facts, "database">): Promise<string[]> {
  try {
    const [row] = await askOnce<{ name: string }>(url, "select current_database() as name");
    if (row?.name === database) return [];
    return [
      `${variable} leads to the database ${addressParts(url).database}, and DATABASE_OWNER_URL to ${database}. Make them one.`,
    ];
  } catch (error) {
    if (!REFUSED.has(connectErrorCode(error))) return [];
    const { reason, next } = explain(error, url, variable);
    return [`${variable}: ${reason}. ${next}`];
  }
}
