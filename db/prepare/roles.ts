import { sql, type Kysely } from "kysely";
import { scramVerifier } from "../embedded/passwords.ts";

/** Null: the address names nobody, so the owner's own environment decides, and one role does everything. */
export function roleOf(url: string): string | null {
  return decodeURIComponent(new URL(url).username) || null;
}

/** Makes the role of an address where it is missing, with the password that the address holds. One that is there stays as it is. */
export async function makeRole(db: Kysely<unknown>, url: string): Promise<void> {
  const role = roleOf(url);
  if (role === null || (await isThere(db, role))) return;
  const password = decodeURIComponent(new URL(url).password);
  // The server gets what it keeps, and its log never sees the password.
  const secret = password ? sql` password ${sql.lit(scramVerifier(password))}` : sql``;
  await sql`create role ${sql.id(role)} login${secret}`.execute(db);
}

/** Where not everybody may connect to the database. Whoever does not own it cannot, and was told. */
export async function letIn(db: Kysely<unknown>, url: string): Promise<void> {
  const role = roleOf(url);
  if (role === null) return;
  const { rows } = await sql<{ may: boolean }>`
    select has_database_privilege(${role}, current_database(), 'connect') as may`.execute(db);
  if (rows[0]?.may) return;
  await sql`do $$ begin
    execute format('grant connect on database %I to %I', current_database(), ${sql.lit(role)}); end $$`.execute(db);
}

async function isThere(db: Kysely<unknown>, role: string): Promise<boolean> {
  const { rows } = await sql`select from pg_roles where rolname = ${role}`.execute(db);
  return rows.length > 0;
}

/** Until now each main owned its own tables. Whatever another role owns in our schemas comes to the owner. */
export async function takeOwnership(db: Kysely<unknown>, schemas: readonly string[]): Promise<void> {
  for (const name of await ownersOf(db, schemas)) {
    await sql`reassign owned by ${sql.id(name)} to current_user`.execute(db);
  }
}

/** Everybody but us who owns something in these schemas. */
export async function ownersOf(db: Kysely<unknown>, schemas: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct role.rolname as name from pg_roles role
    join (select nspowner as owner from pg_namespace where nspname = any(${schemas})
      union select relowner from pg_class where relnamespace::regnamespace::text = any(${schemas})
      union select proowner from pg_proc where pronamespace::regnamespace::text = any(${schemas})) owned
      on owned.owner = role.oid
    where role.rolname <> current_user`.execute(db);
  return rows.map(({ name }) => name);
}

/** Rights that an owner cannot or should not take away by itself, as sentences for the operator. */
export async function tooMuch(db: Kysely<unknown>, roles: readonly (string | null)[]): Promise<string[]> {
  const found: string[] = [];
  for (const role of new Set(roles)) {
    if (role === null || (await isOwner(db, role))) {
      found.push(
        `${role ?? "One role"} owns the tables and runs the processes: whoever gets into one can change its history. docs/production.md says how to give each a role of its own.`,
      );
    } else if (await mayCreate(db, role)) {
      found.push(`${role} may make tables of its own. Run: revoke create on schema public from public, "${role}";`);
    }
  }
  return found;
}

/** Also by being a member of the owner, or a superuser. */
async function isOwner(db: Kysely<unknown>, role: string): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select pg_has_role(${role}, current_user, 'member') as is`.execute(db);
  return rows[0]?.is === true;
}

async function mayCreate(db: Kysely<unknown>, role: string): Promise<boolean> {
  await sql`do $$ begin
    execute format('revoke create on database %I from %I', current_database(), ${sql.lit(role)});
    exception when insufficient_privilege then null; end $$`.execute(db);
  const { rows } = await sql<{ may: boolean }>`
    select has_database_privilege(${role}, current_database(), 'create')
      or coalesce(has_schema_privilege(${role}, to_regnamespace('public'), 'create'), false) as may`.execute(db);
  return rows[0]?.may === true;
}
