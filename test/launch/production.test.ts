import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { commandsOf, type FirstPost, type Operator } from "../support/first-post.ts";
import { insideIpv6, whyNoNetwork } from "../support/ipv6-only.ts";
import { machineEnv } from "../support/machine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/*
 * docs/production.md, followed from an empty PostgreSQL to a message in a channel: by its own commands, with roles that are no
 * superusers, and in a network that has no IPv4, where the machine allows one. The names are those that lead to IPv6 alone on Fly.
 */

const noIpv6Only = process.platform === "linux" ? whyNoNetwork() : "Linux alone has such networks";
const { path: folder, remove } = temporaryFolder("production");
const id = randomBytes(4).toString("hex");
/** The server is everybody's here: names of this test alone. */
const own = (text: string) =>
  text.replace(/\bpulse_(owner|app|pipelines)\b/g, `$1_${id}`).replace(/\bdatabase pulse\b/g, `database pulse_${id}`);
const admin = (database: string) => inject("databasePatterns").pulse_superuser.replace("NAME", database);

let told: FirstPost;

async function administer(statement: string, database = "postgres"): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: admin(database) });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The page's address of a role, at this server. */
function addressOf(role: string, password: string): string {
  const at = new URL(admin(`pulse_${id}`));
  [at.username, at.password] = [`${role}_${id}`, password];
  return at.href;
}

async function follow(operator: Operator): Promise<FirstPost> {
  const command = [process.execPath, join(import.meta.dirname, "../support/first-post.ts")];
  const inside =
    noIpv6Only === null ? insideIpv6(command, ["app.internal", "pipelines.internal"], join(folder, "hosts")) : null;
  const { program, args, env } = inside ?? { program: command[0]!, args: command.slice(1), env: {} };
  const { stdout } = await promisify(execFile)(program, args, {
    env: { ...machineEnv(), ...env, OPERATOR: JSON.stringify(operator) },
    maxBuffer: 16 * 1024 * 1024,
  });
  // Safe: the program's last word.
  return JSON.parse(stdout) as FirstPost;
}

beforeAll(async () => {
  for (const statement of own(commandsOf("administrator")).trim().split("\n")) await administer(statement);
  const [app, pipelines] = noIpv6Only === null ? ["app.internal", "pipelines.internal"] : ["localhost", "localhost"];
  told = await follow({
    folder: join(folder, "settings"),
    loopback: noIpv6Only === null ? "[::1]" : "127.0.0.1",
    app: app!,
    pipelines: pipelines!,
    database: {
      owner: addressOf("owner", "OWNER_PASSWORD"),
      app: addressOf("app", "APP_PASSWORD"),
      pipelines: addressOf("pipelines", "PIPELINES_PASSWORD"),
    },
  });
});
afterAll(async () => {
  await administer(`drop database if exists pulse_${id} with (force)`);
  for (const role of ["app", "pipelines", "owner"]) await administer(`drop role if exists ${role}_${id}`);
  remove();
});

test("the page's commands lead from an empty PostgreSQL to the first approved post, with roles that are no superusers", async () => {
  expect(told.prepared).toBe("The database is ready for this release.");
  expect(told.messages).toHaveLength(1);
  const { rows } = await administer(
    `select rolname, rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname like '%\\_${id}' order by rolname`,
  );
  expect(rows).toEqual([
    { rolname: `app_${id}`, rolsuper: false, rolcreaterole: false, rolcreatedb: false },
    { rolname: `owner_${id}`, rolsuper: false, rolcreaterole: true, rolcreatedb: false },
    { rolname: `pipelines_${id}`, rolsuper: false, rolcreaterole: false, rolcreatedb: false },
  ]);
});

test("an app without pipelines serves and says so, and with them each dependency is well", () => {
  expect(told.alone).toEqual({ database: "ok", pipelines: "down", slack: expect.stringMatching(/ok|down/) });
  expect(told.together).toEqual({
    app: { database: "ok", pipelines: "ok", slack: "ok" },
    pipelines: { database: "ok", app: "ok", github: "ok", model: "ok" },
  });
});

test("each start says who may sign in, and nothing in the logs is an error", () => {
  const lines = told.logs.flatMap((log) => log.split("\n").filter(Boolean));
  const all = lines.map(
    (line) => JSON.parse(line) as { level: number; msg: string; sign_in?: string; admins?: string },
  );
  expect(all.find(({ msg }) => msg === "who may sign in")).toMatchObject({
    sign_in: expect.stringMatching(/^members of the Slack workspace T0ACME, through http/),
    admins: "nobody yet: whoever signs in with ADMIN_EMAIL is the first",
  });
  expect(all.filter(({ level }) => level >= 50)).toEqual([]);
});

test.skipIf(noIpv6Only !== null)(
  `where there is IPv6 alone both talk: the app to the pipelines, they to its webhook, and the report is where they say${noIpv6Only === null ? "" : ` (skipped: ${noIpv6Only})`}`,
  () => {
    expect(told.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect(told.artifact).toMatch(/^http:\/\/pipelines\.internal:\d+\/api\/v1\/artifacts\/[0-9a-f]{64}$/);
    expect(told.cited).toBeGreaterThan(5);
  },
);
