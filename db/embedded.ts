import { spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import pg from "pg";
import { placeFor, socketFolder, type Place } from "./embedded-place.ts";

/** Several instances of both mains, each with its own pools. A slot that nobody uses costs a few kilobytes. */
const MAX_CONNECTIONS = 300;

const DATABASE = "pulse";
/** One role for each main: neither can read the other's tables. */
const ROLES = ["pulse_app", "pulse_pipelines"];
const START_MS = 20_000;
const LOCK_WAIT_MS = 4_000;
const RETRY_MS = 200;

export type Embedded = {
  /** Known before the server is up. @param role `pulse_app` or `pulse_pipelines`; absent: the superuser, for tests. */
  url: (role?: string, database?: string) => string;
  /** Where the data is; not always the folder that was asked for. */
  folder: string;
  /** Resolves when the server is up and has its roles. */
  ready: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Runs a real PostgreSQL in a folder, over a Unix socket only. It lives exactly as long as this process: a watcher in a session
 * of its own stops it when our end of a pipe closes, so even kill -9 leaves nothing running.
 *
 * @param folder Where the data shall be; as root, when `nobody` cannot reach it, a folder under the temporary one is used.
 */
export function startEmbedded(folder: string): Embedded {
  const place = placeFor(resolve(folder));
  const socket = socketFolder(place);
  const admin = (database: string) => urlOf(socket, place.user, database);
  const started = start(place, socket, admin);
  return {
    folder: place.root,
    url: (role = place.user, database = DATABASE) => urlOf(socket, role, database),
    ready: started.then(() => undefined),
    async stop() {
      const watcher = await started.catch(() => undefined);
      if (watcher) await stopServer(watcher);
    },
  };
}

async function start(place: Place, socket: string, admin: (database: string) => string): Promise<ChildProcess> {
  // Written last: a set-up that was killed half-way has none, and is made again.
  const complete = join(place.root, "postgres-18");
  const fresh = !existsSync(complete);
  if (fresh) {
    rmSync(place.data, { recursive: true, force: true });
    await initialise(place);
  }
  const watcher = await startUnlocked(place, socket, admin("postgres"));
  if (fresh) {
    await createRoles(admin);
    writeFileSync(complete, "");
  }
  return watcher;
}

async function initialise({ data, binaries, owner, user }: Place): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (owner) chownSync(data, owner.uid, owner.gid);
  const args = ["-D", data, "-U", user, "--locale=C", "--encoding=UTF8", "--auth=trust", "--no-instructions"];
  const child = spawn(join(binaries, "bin", "initdb"), args, {
    ...owner,
    stdio: ["ignore", "ignore", "pipe"],
    cwd: "/",
  });
  let complaint = "";
  child.stderr.on("data", (part: Buffer) => (complaint += part.toString()));
  const code = await new Promise<number | null>((done, failed) => child.on("exit", done).on("error", failed));
  if (code !== 0) {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not set up ${data}: ${complaint.trim()}`);
  }
}

/** Waits for the server, while a reader beside it waits for the end of its input (our pipe) and then stops the server fast (SIGINT). */
const WATCH =
  'exec 3<&0; "$0" "$@" 3<&- & server=$!; (read _ <&3; kill -INT $server 2>/dev/null) & exec 3<&-; wait $server';

function startServer({ data, binaries, owner }: Place, socket: string): ChildProcess {
  const settings = ["log_min_messages=fatal", "log_destination=stderr", `max_connections=${MAX_CONNECTIONS}`];
  const args = ["-D", data, "-k", socket, "-h", "", ...settings.flatMap((setting) => ["-c", setting])];
  return spawn("/bin/sh", ["-c", WATCH, join(binaries, "bin", "postgres"), ...args], {
    ...owner,
    ...{ detached: true, stdio: ["pipe", "ignore", "pipe"], cwd: "/" },
  });
}

/** Another server in the folder may be on its way out: one that was killed a moment ago still holds its lock. */
async function startUnlocked(place: Place, socket: string, url: string): Promise<ChildProcess> {
  const giveUpAt = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const watcher = startServer(place, socket);
    const complaint = await untilReady(url, watcher);
    if (complaint === null) return watcher;
    if (!complaint.includes("lock file")) throw new Error(`PostgreSQL did not start. ${complaint.trim()}`);
    if (Date.now() > giveUpAt) {
      throw new Error(
        `Another Pulse is running with the data in ${place.root}. Stop it, or set PULSE_DATA to another folder.`,
      );
    }
    await pause(RETRY_MS);
  }
}

/** @returns null once it answers, or what it complained of when it ended instead. */
async function untilReady(url: string, watcher: ChildProcess): Promise<string | null> {
  const spawnedAt = Date.now();
  let complaint = "";
  watcher.stderr?.on("data", (part: Buffer) => (complaint = (complaint + part.toString()).slice(-2_000)));
  const ended = new Promise<void>((done) => watcher.once("close", () => done()));
  const giveUpAt = Date.now() + START_MS;
  while (watcher.exitCode === null && watcher.signalCode === null && Date.now() < giveUpAt) {
    // Another server may answer at this socket while ours finds the lock: only one that began after us is ours.
    if ((await startedAt(url)) >= spawnedAt) return null;
    await pause(15);
  }
  watcher.stdin?.end();
  await ended;
  return complaint || "It said nothing.";
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** @returns when the server that answers here was started, in ms since 1970; 0 when none answers. */
async function startedAt(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ at: Date }>("select pg_postmaster_start_time() as at");
    await client.end();
    return rows[0]?.at.getTime() ?? 0;
  } catch {
    return 0;
  }
}

async function createRoles(admin: (database: string) => string): Promise<void> {
  await query(admin("postgres"), [...ROLES.map((role) => `create role ${role}`), `create database ${DATABASE}`]);
  await query(admin(DATABASE), [
    "revoke create on schema public from public",
    ...ROLES.map((role) => `grant create, connect on database ${DATABASE} to ${role}`),
    // Last: who waits for the database must not come in before everything is allowed.
    ...ROLES.map((role) => `alter role ${role} login`),
  ]);
}

async function query(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlOf(socket: string, user: string, database: string): string {
  return `postgresql://${encodeURIComponent(user)}@localhost/${database}?host=${encodeURIComponent(socket)}`;
}

function stopServer(watcher: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (watcher.exitCode !== null || watcher.signalCode !== null) return done();
    watcher.once("exit", () => done());
    watcher.stdin?.end();
  });
}
