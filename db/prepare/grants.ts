import { sql, type Kysely } from "kysely";

type Kept = {
  /** Columns that only the database fills: its clock says when, not whoever writes. */
  stamped: readonly string[];
  /** All that may ever be changed of a row. */
  changeable: readonly string[];
};

/** What has happened stays as it was written: a main adds to these, and can neither change nor remove. */
const KEPT: Record<string, Record<string, Kept>> = {
  app: {
    audit_events: { stamped: ["at"], changeable: [] },
    revisions: { stamped: [], changeable: [] },
    decisions: { stamped: [], changeable: ["voided_at", "voided_because"] },
  },
  pipelines: {
    template_versions: { stamped: [], changeable: [] },
    tag_moves: { stamped: ["id", "moved_at"], changeable: [] },
    contracts: { stamped: ["known_since"], changeable: [] },
    calls: { stamped: [], changeable: [] },
  },
};

const MIGRATIONS = ["kysely_migration", "kysely_migration_lock"];

/**
 * What a main may do with its side's tables and queues, and nothing else: no change of their shape, no TRUNCATE, nothing of the
 * other side. Everything is taken away and given anew, in one transaction, so that what a release no longer needs goes.
 *
 * @param role Null, or the owner itself: one role for everything, which needs no rights.
 */
export async function grant(db: Kysely<unknown>, schema: string, role: string | null): Promise<void> {
  const owner = await sql<{ name: string }>`select current_user as name`.execute(db);
  if (role === null || role === owner.rows[0]?.name) return;
  const to = sql.id(role);
  for (const one of [schema, `${schema}_jobs`]) {
    const within = sql.id(one);
    await sql`revoke all on schema ${within} from public, ${to}`.execute(db);
    await sql`grant usage on schema ${within} to ${to}`.execute(db);
    for (const things of ["tables", "sequences", "functions"]) {
      await sql`revoke all on all ${sql.raw(things)} in schema ${within} from public, ${to}`.execute(db);
    }
    await sql`grant select, insert, update, delete on all tables in schema ${within} to ${to}`.execute(db);
    await sql`grant usage on all sequences in schema ${within} to ${to}`.execute(db);
    await sql`grant execute on all functions in schema ${within} to ${to}`.execute(db);
  }
  for (const name of MIGRATIONS) {
    await sql`revoke insert, update, delete on ${sql.table(`${schema}.${name}`)} from ${to}`.execute(db);
  }
  for (const [name, kept] of Object.entries(KEPT[schema] ?? {})) await keep(db, schema, name, kept, role);
}

async function keep(db: Kysely<unknown>, schema: string, name: string, kept: Kept, role: string): Promise<void> {
  const [table, to] = [sql.table(`${schema}.${name}`), sql.id(role)];
  await sql`revoke update, delete on ${table} from ${to}`.execute(db);
  if (kept.changeable.length > 0) {
    await sql`grant update (${listed(kept.changeable)}) on ${table} to ${to}`.execute(db);
  }
  if (kept.stamped.length === 0) return;
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = ${schema} and table_name = ${name}`.execute(db);
  const free = rows.map((column) => column.name).filter((column) => !kept.stamped.includes(column));
  await sql`revoke insert on ${table} from ${to}`.execute(db);
  await sql`grant insert (${listed(free)}) on ${table} to ${to}`.execute(db);
}

const listed = (columns: readonly string[]) => sql.join(columns.map((column) => sql.id(column)));
