import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createLog } from "../../base/log.ts";
import { prepareDatabase, type DatabaseUrls } from "../../db/prepare.ts";
import { machineEnv } from "../support/machine.ts";
import { forkPipelines } from "../support/pipelines.ts";
import { TEST_MS, until } from "../support/until.ts";

/* A database as an operator has it: empty, with an owner, and roles that are there or not. */

const log = createLog("test", "silent");
const admin = (database: string) => inject("databasePatterns").pulse_superuser.replace("NAME", database);

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** With what an address has to escape. */
const secret = (role: string) => `secret of ${role}: 100%/@`;

type Operators = DatabaseUrls & { name: (role: keyof DatabaseUrls) => string; database: string };

/** @param may What the owner's role may besides. */
async function emptyDatabase(may: string): Promise<Operators> {
  const id = randomBytes(5).toString("hex");
  const [database, name] = [`own_${id}`, (role: string) => `${role}_${id}`];
  const url = (role: string) => {
    const at = new URL(admin(database));
    at.username = name(role);
    at.password = encodeURIComponent(secret(role));
    return at.href;
  };
  await query(admin("postgres"), `create role ${name("owner")} login ${may} password '${secret("owner")}'`);
  await query(admin("postgres"), `create database ${database} owner ${name("owner")}`);
  onTestFinished(async () => {
    await query(admin("postgres"), `drop database ${database} with (force)`);
    for (const role of ["app", "pipelines", "owner"])
      await query(admin("postgres"), `drop role if exists ${name(role)}`);
  });
  return { owner: url("owner"), app: url("app"), pipelines: url("pipelines"), name, database };
}

test("from an empty database roles, tables and rights are made, with the passwords of the addresses", async () => {
  const urls = await emptyDatabase("createrole");

  expect(await prepareDatabase(urls, log)).toEqual([]);

  await query(urls.app, "insert into app.teams (id, name) values (gen_random_uuid(), 'Acme')");
  expect(await query(urls.pipelines, "select * from pipelines.runs")).toEqual([]);
  await expect(query(urls.app, "select * from pipelines.runs")).rejects.toMatchObject({ code: "42501" });
  await expect(query(urls.app, "alter table app.teams add column x int")).rejects.toMatchObject({ code: "42501" });
  await expect(query(urls.app.replace("secret", "guess"), "select 1")).rejects.toMatchObject({ code: "28P01" });
});

test("all that keeps an owner is told at once, before anything is changed, and what it says to run is enough", async () => {
  const urls = await emptyDatabase("");
  const [app, pipelines] = [urls.name("app"), urls.name("pipelines")];
  await query(admin("postgres"), `alter database ${urls.database} owner to pulse_superuser`);
  await query(admin("postgres"), `revoke connect on database ${urls.database} from public`);
  await query(admin("postgres"), `grant connect on database ${urls.database} to ${urls.name("owner")}`);
  await query(admin("postgres"), `create role ${pipelines}`);

  const told = String(await prepareDatabase(urls, log).catch((error: Error) => error.message));

  expect(statementsIn(told)).toEqual([
    `grant create on database "${urls.database}" to "${urls.name("owner")}";`,
    `create role "${app}" login password '…';`,
    `grant connect on database "${urls.database}" to "${app}";`,
    `alter role "${pipelines}" login password '…';`,
    `grant connect on database "${urls.database}" to "${pipelines}";`,
  ]);
  expect(await query(urls.owner, "select from pg_namespace where nspname like 'app%'")).toEqual([]);

  for (const statement of statementsIn(told)) {
    const role = statement.includes(app) ? "app" : "pipelines";
    await query(admin(urls.database), statement.replace("…", secret(role)));
  }
  expect(await prepareDatabase(urls, log)).toEqual([]);
});

/** What an administrator is told to run, in order. */
const statementsIn = (told: string) => [...told.matchAll(/^.*administrator[^:]*: (.+;)$/gm)].map(([, one = ""]) => one);

test("an address that does not open the database is told before it is prepared, with what to do", async () => {
  const urls = await emptyDatabase("createrole");
  await query(admin("postgres"), `create role ${urls.name("app")} login password 'another one'`);
  await query(admin("postgres"), `create role ${urls.name("pipelines")} login password '${secret("pipelines")}'`);
  const elsewhere = new URL(urls.pipelines);
  elsewhere.pathname = "/pulse_nowhere";

  const told = String(
    await prepareDatabase({ ...urls, pipelines: elsewhere.href }, log).catch((error: Error) => error.message),
  );

  expect(told).toContain(
    `APP_DATABASE_URL: there is no role ${urls.name("app")} with this password. Correct APP_DATABASE_URL, or run as an`,
  );
  expect(told).toContain("PIPELINES_DATABASE_URL: there is no database pulse_nowhere. Correct PIPELINES_DATABASE_URL");
  expect(told).not.toContain(secret("app"));

  const guessed = { ...urls, owner: urls.owner.replace("secret", "guess") };
  await expect(prepareDatabase(guessed, log, { patient: false })).rejects.toThrow(
    `There is no role ${urls.name("owner")} with this password. Correct DATABASE_OWNER_URL, or run as an administrator`,
  );
});

test("an address of another database is told", async () => {
  const [urls, other] = [await emptyDatabase("createrole"), await emptyDatabase("")];
  await query(admin("postgres"), `create role ${urls.name("app")} login password '${secret("app")}'`);
  const strange = new URL(urls.app);
  strange.pathname = `/${other.database}`;

  await expect(prepareDatabase({ ...urls, app: strange.href }, log)).rejects.toThrow(
    `APP_DATABASE_URL leads to the database ${other.database}, and DATABASE_OWNER_URL to ${urls.database}. Make them one.`,
  );
});

test("two that may not connect are let in by an owner of the database", async () => {
  const urls = await emptyDatabase("createrole");
  await query(admin("postgres"), `revoke connect on database ${urls.database} from public`);

  expect(await prepareDatabase(urls, log)).toEqual([]);

  expect(await query(urls.app, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("one role for everything works, and the operator is told what that means", async () => {
  const { owner, name } = await emptyDatabase("");

  const told = await prepareDatabase({ owner, app: owner, pipelines: owner }, log);

  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`${name("owner")} owns the tables and runs the processes`);
  await query(owner, "insert into app.teams (id, name) values (gen_random_uuid(), 'Acme')");
});

test("tables that a process owned until now come to the owner, or the operator is told how", async () => {
  const urls = await emptyDatabase("createrole");
  await query(admin("postgres"), `create role ${urls.name("app")} login password '${secret("app")}'`);
  await query(admin(urls.database), `grant create on database ${urls.database} to ${urls.name("app")}`);
  await prepareDatabase({ owner: urls.app, app: urls.app, pipelines: urls.app }, log);
  await query(urls.app, "insert into app.teams (id, name) values (gen_random_uuid(), 'Kept')");

  await expect(prepareDatabase(urls, log)).rejects.toThrow(
    `Tables of Pulse belong to ${urls.name("app")}. Run as an administrator, in this database: reassign owned`,
  );

  await query(admin(urls.database), `reassign owned by ${urls.name("app")} to ${urls.name("owner")}`);
  expect(await prepareDatabase(urls, log)).toEqual([]);
  expect(await query(urls.app, "select name from app.teams")).toEqual([{ name: "Kept" }]);
  await expect(query(urls.app, "drop table app.sessions")).rejects.toMatchObject({ code: "42501" });
});

/** A program of ours as an operator starts it. @returns what it says when it ends. */
async function saidBy(script: string, env: Record<string, string>): Promise<string> {
  const options = { env: { ...machineEnv(), NODE_ENV: "production", ...env }, cwd: join(import.meta.dirname, "../..") };
  const ended = await promisify(execFile)(process.execPath, [script], options).catch(
    (error: { stderr: string }) => error,
  );
  return ended.stderr;
}

test("who starts with too little hears of the database in the same breath: each process, and its preparation", async () => {
  const urls = await emptyDatabase("");
  await query(admin("postgres"), `create role ${urls.name("app")} login password '${secret("app")}'`);
  const [app, pipelines, preparation] = await Promise.all([
    saidBy("app/main.ts", { DATABASE_URL: urls.app }),
    saidBy("pipelines/main.ts", { DATABASE_URL: urls.pipelines }),
    saidBy("db/prepare-database.ts", { DATABASE_OWNER_URL: urls.owner.replace("secret", "guess") }),
  ]);

  expect(app).toMatch(
    /PUBLIC_URL: must say.*\n.*OPENID_ISSUER: nobody could sign in.*\n.*DATABASE_URL: The database is not/,
  );
  expect(app).toContain("Run npm run prepare-database");
  expect(pipelines).toMatch(/CALLBACK_ORIGINS: must be.*\n.*DATABASE_URL: there is no role pipelines_\w+ with this/);
  expect(preparation).toMatch(
    /APP_DATABASE_URL: must be.*\n.*PIPELINES_DATABASE_URL: must be.*\n.*DATABASE_OWNER_URL: there/,
  );
  for (const said of [app, pipelines, preparation]) expect(said).not.toContain(encodeURIComponent(secret("app")));
});

test("a preparation that waits for its database says what for", { timeout: TEST_MS }, async () => {
  const nowhere = "postgresql://owner:secret@127.0.0.1:9/pulse";
  const env = {
    ...machineEnv(),
    DATABASE_OWNER_URL: nowhere,
    APP_DATABASE_URL: nowhere,
    PIPELINES_DATABASE_URL: nowhere,
  };
  const script = join(import.meta.dirname, "../../db/prepare-database.ts");
  const waiting = spawn(process.execPath, [script], { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  waiting.stderr.setEncoding("utf8").on("data", (text: string) => void (said += text));

  await until("word on the wait", () => said.includes("\n"));
  waiting.kill("SIGKILL");

  expect(said).toBe(
    "Waiting: the database server at 127.0.0.1:9 refuses connections. Start PostgreSQL there, or correct DATABASE_OWNER_URL.\n",
  );
});

test("a process that is started before its database is prepared waits for it", async () => {
  const urls = await emptyDatabase("createrole");
  const pipelines = forkPipelines({ databaseUrl: urls.pipelines, githubUrl: "http://127.0.0.1:9" });
  pipelines.catch(() => undefined);

  await prepareDatabase(urls, log);

  const { url, stop } = await pipelines;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  stop();
});
