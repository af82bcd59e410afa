import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLog } from "../../base/log.ts";
import { localKeys } from "../../base/local-keys.ts";
import { freshPasswords, startEmbedded, type Embedded, type Passwords, type DatabaseRole } from "../../db/embedded.ts";
import { prepareDatabase } from "../../db/prepare.ts";
import { asStranger, canBeStranger } from "../support/stranger.ts";
import { environmentOf, familyOf } from "../support/processes.ts";

/* Another user of the machine beside an embedded server. */

const ROLES: DatabaseRole[] = ["pulse_superuser", "pulse_owner", "pulse_app", "pulse_pipelines"];
const folder = mkdtempSync(join(tmpdir(), "pulse-stranger-"));
let passwords: Passwords;
let server: Embedded;

beforeAll(async () => {
  process.env["CANARY_OF_THE_LAUNCHER"] = "xoxb-canary";
  passwords = localKeys(folder, { database: freshPasswords() }).database;
  server = startEmbedded(folder, passwords);
  await server.ready;
  const [owner, app, pipelines] = ROLES.slice(1).map((role) => server.url(role));
  await prepareDatabase({ owner: owner!, app: app!, pipelines: pipelines! }, createLog("test", "silent"));
});
afterAll(async () => {
  delete process.env["CANARY_OF_THE_LAUNCHER"];
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const socketOf = () => new URL(server.url("pulse_app")).searchParams.get("host") ?? "";
const without = (url: string, password = "") => url.replace(/:[^:@/]+@/, password ? `:${password}@` : "@");
/** The server, its watchers and its helpers. */
const serverProcesses = () => familyOf(process.pid).filter(({ command }) => command.includes(server.folder));

async function refusalOf(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    await client.end();
    return "let in";
  } catch (error) {
    return error instanceof pg.DatabaseError ? String(error.code) : "no password";
  }
}

describe.skipIf(!canBeStranger)("a stranger (tried as another user: only root can)", () => {
  test("is refused whatever it tries with the database, even with a password in hand", async () => {
    const socket = join(socketOf(), ".s.PGSQL.5432");
    const urls = ROLES.flatMap((role) => [
      server.url(role),
      without(server.url(role)),
      without(server.url(role), "guess"),
    ]);
    const queries = urls.flatMap((url) =>
      ["select * from app.people", "copy (select 1) to program 'id'"].map((sql) => ({
        kind: "query" as const,
        url,
        sql,
      })),
    );
    const answers = await asStranger([
      ...queries,
      { kind: "connect", socket },
      { kind: "list", path: socketOf() },
      { kind: "list", path: join(server.folder, "postgres") },
      { kind: "read", path: join(server.folder, "postgres", "PG_VERSION") },
      { kind: "read", path: join(folder, "keys.json") },
    ]);
    expect(answers).toHaveLength(29);
    expect(new Set(answers)).toEqual(new Set(["EACCES"]));
  });

  test("reads no environment and stops no process", async () => {
    const pids = serverProcesses().map(({ pid }) => pid);
    expect(pids.length).toBeGreaterThan(2);
    const reads = await asStranger(pids.map((pid) => ({ kind: "read", path: `/proc/${pid}/environ` })));
    const signals = await asStranger(pids.map((pid) => ({ kind: "signal", pid })));
    expect(new Set(reads)).toEqual(new Set(["EACCES"]));
    expect(new Set(signals)).toEqual(new Set(["EPERM"]));
  });
});

test.each(ROLES)("%s is let in with its own password alone", async (role) => {
  const others = ROLES.filter((other) => other !== role);
  const wrong = ["guess", ...others.map((other) => new URL(server.url(other)).password)];
  const answers = await Promise.all(wrong.map((password) => refusalOf(without(server.url(role), password))));
  expect(new Set(answers)).toEqual(new Set(["28P01"]));
  expect(await refusalOf(without(server.url(role)))).not.toBe("let in");
  expect(await refusalOf(server.url(role))).toBe("let in");
});

test("nobody is let in under the name of an account of this machine", async () => {
  for (const name of ["nobody", "postgres", "root"]) {
    const url = server.url("pulse_app", "postgres").replace(/\/\/pulse_app:[^@]+@/, `//${name}:guess@`);
    expect(await refusalOf(url)).toBe("28P01");
  }
});

test.skipIf(process.platform !== "linux")(
  "the server and its helpers know nothing of the launcher, and say no password",
  () => {
    for (const { pid, command } of serverProcesses()) {
      expect(environmentOf(pid)).toEqual({});
      for (const password of Object.values(passwords)) expect(command).not.toContain(password);
    }
  },
);

test("the keys lie where only we can read them, and the server trusts nobody", () => {
  const { mode } = statSync(join(folder, "keys.json"));
  expect(mode & 0o777).toBe(0o600);
  const hba = readFileSync(join(server.folder, "postgres", "pg_hba.conf"), "utf8");
  expect(hba.split("\n").filter((line) => /^\s*\w/.test(line) && !line.includes("scram-sha-256"))).toEqual([]);
});
