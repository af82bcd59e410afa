import pg from "pg";
import { scramVerifier, type Passwords } from "./passwords.ts";

export const DATABASE = "pulse";
/** Owns what is in the database; only its preparation logs in with it. */
export const OWNER = "pulse_owner";
/** One role for each main: neither can read the other's tables, change the shape of its own, or become anybody else. */
const RUNTIME = ["pulse_app", "pulse_pipelines"] as const;

const ROLES = [OWNER, ...RUNTIME];

/**
 * Makes the roles and the database, or brings those of an earlier release to what they are now: until then each main owned its
 * tables. May be killed anywhere and done again.
 *
 * @param admin The superuser's address of a database.
 */
export async function setUpRoles(admin: (database: string) => string, passwords: Passwords): Promise<void> {
  await withClient(admin("postgres"), async (client) => {
    for (const role of ROLES) await client.query(roleMade(role));
    const { rows } = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (rows.length === 0) await client.query(`create database ${DATABASE}`);
    await client.query(`alter database ${DATABASE} owner to ${OWNER}`);
    for (const database of ["postgres", "template1", DATABASE]) await client.query(closed(database));
    await client.query(`grant connect on database ${DATABASE} to ${RUNTIME.join(", ")}`);
  });
  await withClient(admin(DATABASE), async (client) => {
    await client.query(`reassign owned by ${RUNTIME.join(", ")} to ${OWNER}`);
    await client.query("revoke all on schema public from public");
    // Last, and at once: who waits for the database must not come in before everything is as it should be.
    const secrets = { [OWNER]: passwords.owner, pulse_app: passwords.app, pulse_pipelines: passwords.pipelines };
    const logins = Object.entries(secrets).map(
      ([role, password]) => `alter role ${role} login password '${scramVerifier(password)}'`,
    );
    await client.query(["begin", ...logins, "commit"].join("; "));
  });
}

function roleMade(role: string): string {
  return `do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role}; end if;
    alter role ${role} nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end $$`;
}

const closed = (database: string) => `revoke all on database ${database} from public, ${RUNTIME.join(", ")}`;

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
