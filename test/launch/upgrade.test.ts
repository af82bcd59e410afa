import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localKeys } from "../../base/local-keys.ts";
import { createLog } from "../../base/log.ts";
import { migrations as appMigrations } from "../../db/app/migrations/index.ts";
import { connect } from "../../db/connect.ts";
import { freshPasswords, startEmbedded, type Embedded } from "../../db/embedded.ts";
import { placeFor, type ServerPlace } from "../../db/embedded/place.ts";
import { startServer, stopServer } from "../../db/embedded/server.ts";
import { prepareJobs } from "../../db/jobs.ts";
import { migrate, type Migrations } from "../../db/migrate.ts";
import { migrations as pipelinesMigrations } from "../../db/pipelines/migrations/index.ts";
import { prepareDatabase } from "../../db/prepare.ts";
import { until } from "../support/until.ts";

/* A data folder as the releases before made it: everybody trusted, each main the owner of its tables, keys without passwords. */

const OLD_KEYS = { PULSE_API_KEY: "an old key, long enough for it", WEBHOOK_SIGNING_KEYS: "k", WEBHOOK_TOKEN_KEY: "t" };
const OLD_ROLES = ["pulse_app", "pulse_pipelines"];
const superuser = process.getuid?.() === 0 ? "nobody" : userInfo().username;
const log = createLog("test", "silent");
const folder = mkdtempSync(join(tmpdir(), "pulse-old-"));
let server: Embedded;

beforeAll(async () => {
  await oldFolder();
  server = await upgraded();
}, 90_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function upgraded(): Promise<Embedded> {
  const { database } = localKeys(folder, { database: freshPasswords() });
  const started = startEmbedded(folder, database);
  await started.ready;
  const [owner, app, pipelines] = (["pulse_owner", "pulse_app", "pulse_pipelines"] as const).map((role) =>
    started.url(role),
  );
  await prepareDatabase({ owner: owner!, app: app!, pipelines: pipelines! }, log);
  return started;
}

async function oldFolder(): Promise<void> {
  const place = placeFor(folder);
  const { data, programs, owner } = place;
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { mode: 0o700 });
  if (owner) chownSync(data, owner.uid, owner.gid);
  const args = ["-D", data, "-U", superuser, "--locale=C", "--encoding=UTF8", "--auth=trust", "--no-instructions"];
  expect(spawnSync(join(programs, "bin", "initdb"), args, { ...owner, cwd: "/" }).status).toBe(0);
  const watcher = startServer(place);
  const admin = (database: string) => oldUrl(place, superuser, database);
  await until("old server", () =>
    query(admin("postgres"), "select 1").then(
      () => true,
      () => false,
    ),
  );
  for (const role of OLD_ROLES) await query(admin("postgres"), `create role ${role} login`);
  await query(admin("postgres"), "create database pulse");
  await query(admin("pulse"), "revoke create on schema public from public");
  await query(admin("pulse"), `grant create, connect on database pulse to ${OLD_ROLES.join(", ")}`);
  await oldSide(oldUrl(place, "pulse_app", "pulse"), "app", upTo(appMigrations, "0007"));
  await oldSide(oldUrl(place, "pulse_pipelines", "pulse"), "pipelines", upTo(pipelinesMigrations, "0002"));
  await query(
    oldUrl(place, "pulse_app", "pulse"),
    "insert into app.teams (id, name) values (gen_random_uuid(), 'Kept')",
  );
  await stopServer(watcher);
  writeFileSync(join(place.root, "postgres-18"), "");
  writeFileSync(join(folder, "keys.json"), JSON.stringify(OLD_KEYS));
  chmodSync(join(folder, "keys.json"), 0o600);
}

function oldUrl({ socket }: ServerPlace, role: string, database: string): string {
  return `postgresql://${role}@localhost/${database}?host=${encodeURIComponent(socket)}`;
}

const upTo = (all: Migrations, last: string) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => name.slice(0, 4) <= last));

async function oldSide(url: string, schema: string, migrations: Migrations): Promise<void> {
  const { db, close } = connect(url, log);
  await migrate(db, schema, migrations);
  await close();
  const jobs = await prepareJobs(url, `${schema}_jobs`);
  await jobs.built();
}

async function query<Row extends object>(connectionString: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

test("its rows are there, and its keys are the same with passwords beside them", async () => {
  expect(await query(server.url("pulse_app"), "select name from app.teams")).toEqual([{ name: "Kept" }]);
  const keys = JSON.parse(readFileSync(join(folder, "keys.json"), "utf8"));
  expect(keys).toMatchObject(OLD_KEYS);
  expect(Object.keys(keys.database)).toEqual(["superuser", "owner", "app", "pipelines"]);
});

test("everything in it belongs to the owner, and no process may make anything", async () => {
  const owners = await query(
    server.url("pulse_superuser"),
    `select distinct tableowner as owner from pg_tables where schemaname like 'app%' or schemaname like 'pipelines%'
     union select nspowner::regrole::text from pg_namespace where nspname like 'app%' or nspname like 'pipelines%'
     union select proowner::regrole::text from pg_proc where pronamespace::regnamespace::text like 'app%'`,
  );
  expect(owners).toEqual([{ owner: "pulse_owner" }]);
  for (const role of ["pulse_app", "pulse_pipelines"] as const) {
    await expect(query(server.url(role), "create schema mine")).rejects.toMatchObject({ code: "42501" });
    await expect(query(server.url(role), "alter table app.teams add column x int")).rejects.toMatchObject({
      code: "42501",
    });
  }
});

test("nobody comes in without a password any more, and the superuser of before not at all", async () => {
  for (const role of [superuser, ...OLD_ROLES, "pulse_superuser"]) {
    const bare = server.url("pulse_app").replace(/\/\/[^@]+@/, `//${role}:guess@`);
    await expect(query(bare, "select 1")).rejects.toMatchObject({ code: "28P01" });
  }
  expect(readFileSync(join(server.folder, "postgres", "pg_hba.conf"), "utf8")).not.toContain("trust");
});

test("when its keys are lost, fresh ones are set, and the rows are still there", { timeout: 60_000 }, async () => {
  await server.stop();
  rmSync(join(folder, "keys.json"));
  server = await upgraded();

  expect(await query(server.url("pulse_app"), "select name from app.teams")).toEqual([{ name: "Kept" }]);
});
