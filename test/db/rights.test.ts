import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../../base/log.ts";
import type { DatabaseRole } from "../../db/embedded.ts";
import { prepareDatabase } from "../../db/prepare.ts";
import { testDatabase, type TestDatabase } from "../support/database.ts";

/* What someone can do in the database who has taken over one of the two processes, its address included. */

let database: TestDatabase;
const clients: pg.Client[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const owner = await as("pulse_owner");
  const [team, person] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
  await owner.query(`insert into app.teams (id, name) values ('${team}', 'Acme')`);
  await owner.query(
    `insert into app.people (id, team_id, handle, name) values ('${person}', '${team}', 'mira', 'Mira')`,
  );
  await owner.query(event({}));
  await owner.query(`insert into pipelines.template_versions values ('t', 1, 'h', '{}')`);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.drop();
});

async function as(role: DatabaseRole): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url(role) });
  await client.connect();
  clients.push(client);
  return client;
}

/** As SQL: one event of the trail, with whatever else a writer would like to say. */
function event(more: Record<string, string>): string {
  const columns = {
    team_id: "11111111-1111-4111-8111-111111111111",
    surface: "web",
    action: "update.approved",
    ...more,
  };
  const values = Object.values(columns).map((value) => `'${value}'`);
  return `insert into app.audit_events (id, ${Object.keys(columns)}) values (gen_random_uuid(), ${values})`;
}

const PROCESSES = [
  { role: "pulse_app", own: "app", other: "pipelines", otherRole: "pulse_pipelines", table: "updates" },
  { role: "pulse_pipelines", own: "pipelines", other: "app", otherRole: "pulse_app", table: "runs" },
] as const;

describe.each(PROCESSES)("$role", ({ role, own, other, otherRole, table }) => {
  test.each([
    ["read the other side", `select * from ${other}.kysely_migration`],
    ["read the other side's jobs", `select * from ${other}_jobs.job`],
    ["become the other", `set role ${otherRole}`],
    ["become the owner", "set role pulse_owner"],
    ["become the superuser", "set role pulse_superuser"],
    ["log on as somebody else", "set session authorization pulse_owner"],
    ["make itself a superuser", `alter role ${role} superuser`],
    ["join the owner", `grant pulse_owner to ${role}`],
    ["set the owner's password", "alter role pulse_owner password 'x'"],
    ["alter a table", `alter table ${own}.${table} add column more text`],
    ["drop a table", `drop table ${own}.${table}`],
    ["empty a table", `truncate ${own}.${table} cascade`],
    ["drop a schema", `drop schema ${own} cascade`],
    ["take a table", `alter table ${own}.${table} owner to ${role}`],
    [
      "replace a trigger's function",
      `create or replace function ${own}.refuse_change() returns trigger language plpgsql as $$ begin return null; end $$`,
    ],
    ["switch triggers off", "set session_replication_role = replica"],
    ["make a table in its schema", `create table ${own}.mine (x int)`],
    ["make a table in public", "create table public.mine (x int)"],
    ["make a temporary table", "create temporary table mine (x int)"],
    ["make a schema", "create schema mine"],
    ["make an extension", "create extension pgcrypto"],
    ["run a program", "copy (select 1) to program 'id'"],
    ["read a program's output", "create temporary table t (x text); copy t from program 'env'"],
    ["write a file", "copy (select 1) to '/tmp/pulse-mine'"],
    ["read a file", "select pg_read_file('/etc/passwd')"],
    ["list a folder", "select pg_ls_dir('.')"],
    ["import a file", "select lo_import('/etc/passwd')"],
    ["see passwords", "select rolpassword from pg_authid"],
    ["change the server", "alter system set log_min_messages = debug1"],
    ["say that a migration is missing", `delete from ${own}.kysely_migration`],
  ])("cannot %s", async (_what, statement) => {
    const client = await as(role);
    await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test.each(["postgres", "template1"])("cannot log on to %s", async (name) => {
    const connectionString = database.url(role).replace(/\/t_\w+\?/, `/${name}?`);
    await expect(new pg.Client({ connectionString }).connect()).rejects.toMatchObject({ code: "42501" });
  });

  test("owns nothing at all", async () => {
    const { rows } = await (
      await as("pulse_superuser")
    ).query(
      "select relname from pg_class where relowner = $1::regrole union all select nspname from pg_namespace where nspowner = $1::regrole",
      [role],
    );
    expect(rows).toEqual([]);
  });
});

describe("what has happened", () => {
  test.each([
    ["changed", "update app.audit_events set action = 'x'"],
    ["changed in one column", "update app.audit_events set detail = '{}'"],
    ["removed", "delete from app.audit_events"],
    ["emptied away", "truncate app.audit_events"],
    ["kept from its trigger", "alter table app.audit_events disable trigger audit_append_only"],
    ["freed of its trigger", "drop trigger audit_append_only on app.audit_events"],
    ["dated back", event({ at: "2020-01-01" })],
    ["dated ahead", event({ at: "2099-01-01" })],
    ["rewritten as a revision", "update app.revisions set markdown = 'x'"],
    ["removed as a revision", "delete from app.revisions"],
    ["turned into another decision", "update app.decisions set kind = 'approve'"],
    ["removed as a decision", "delete from app.decisions"],
  ])("cannot be %s by the app", async (_what, statement) => {
    const client = await as("pulse_app");
    await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test.each([
    "update pipelines.calls set output = '{}'",
    "delete from pipelines.calls",
    "delete from pipelines.template_versions",
  ])("refuses %j of the pipelines", async (statement) => {
    const client = await as("pulse_pipelines");
    await expect(client.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test("has the moment at which it was written, however long its transaction was open", async () => {
    const client = await as("pulse_app");
    await client.query("begin");
    const {
      rows: [began],
    } = await client.query("select now() as at");
    await client.query(event({ surface: "late" }));
    await client.query("commit");
    const {
      rows: [kept],
    } = await client.query("select at > $1 as later from app.audit_events where surface = 'late'", [began.at]);
    expect(kept.later).toBe(true);
  });
});

test("every table belongs to the owner, and each process has a right to those of its side alone", async () => {
  const { rows } = await (
    await as("pulse_superuser")
  ).query(
    `select schemaname as schema, bool_and(tableowner = 'pulse_owner') as owned,
       bool_and(has_table_privilege('pulse_app', format('%I.%I', schemaname, tablename), 'select')) as app,
       bool_and(has_table_privilege('pulse_pipelines', format('%I.%I', schemaname, tablename), 'select')) as pipelines,
       bool_or(has_table_privilege('pulse_app', format('%I.%I', schemaname, tablename), 'truncate, references, trigger, maintain')) or
       bool_or(has_table_privilege('pulse_pipelines', format('%I.%I', schemaname, tablename), 'truncate, references, trigger, maintain')) as more
     from pg_tables where schemaname not in ('pg_catalog', 'information_schema') group by 1`,
  );
  const app = { owned: true, app: true, more: false };
  expect(Object.fromEntries(rows.map(({ schema, ...rest }) => [schema, rest]))).toMatchObject({
    app,
    app_jobs: app,
    pipelines: { owned: true, pipelines: true, more: false },
    pipelines_jobs: { owned: true, pipelines: true, more: false },
  });
  expect(rows).toHaveLength(4);
});

test("preparing again, several at once, changes nothing and gives back what was taken", async () => {
  const superuser = await as("pulse_superuser");
  await superuser.query("revoke select on app.updates from pulse_app");
  await superuser.query("grant update on app.audit_events to pulse_app");
  const [owner, app, pipelines] = (["pulse_owner", "pulse_app", "pulse_pipelines"] as const).map((role) =>
    database.url(role),
  );
  const urls = { owner: owner!, app: app!, pipelines: pipelines! };
  const log = createLog("test", "silent");

  expect(await Promise.all([1, 2, 3].map(() => prepareDatabase(urls, log)))).toEqual([[], [], []]);

  const { rows } = await superuser.query(
    `select has_table_privilege('pulse_app', 'app.updates', 'select') as reads,
       has_table_privilege('pulse_app', 'app.audit_events', 'update') as rewrites`,
  );
  expect(rows).toEqual([{ reads: true, rewrites: false }]);
});
