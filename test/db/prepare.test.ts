import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createLog } from "../../base/log.ts";
import { prepareDatabase, type DatabaseUrls } from "../../db/prepare.ts";
import { forkPipelines } from "../support/pipelines.ts";

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

test("an owner that may not make roles is told what an administrator has to run", async () => {
  const urls = await emptyDatabase("");

  await expect(prepareDatabase(urls, log)).rejects.toThrow(
    `There is no role ${urls.name("app")}, and the owner may not make it. Run as an administrator: create role`,
  );
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

  await expect(prepareDatabase(urls, log)).rejects.toThrow(`Tables of Pulse belong to ${urls.name("app")}. Run as an`);

  await query(admin(urls.database), `reassign owned by ${urls.name("app")} to ${urls.name("owner")}`);
  expect(await prepareDatabase(urls, log)).toEqual([]);
  expect(await query(urls.app, "select name from app.teams")).toEqual([{ name: "Kept" }]);
  await expect(query(urls.app, "drop table app.sessions")).rejects.toMatchObject({ code: "42501" });
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
