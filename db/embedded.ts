import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Passwords } from "./embedded/passwords.ts";
import { COMPLETE, makeFor, placeFor, type ServerPlace } from "./embedded/place.ts";
import { DATABASE, OWNER, setUpRoles } from "./embedded/roles.ts";
import { initialise, secure, startServer, stopServer, SUPERUSER } from "./embedded/server.ts";

export { freshPasswords, type Passwords } from "./embedded/passwords.ts";

/** As long as it lives: after a power cut it recovers first. */
const START_MS = 180_000;
/** A server that was killed a moment ago may still hold the lock: on a busy machine for some seconds. */
const LOCK_WAIT_MS = 10_000;
const RETRY_MS = 200;

export type DatabaseRole = "pulse_app" | "pulse_pipelines" | typeof OWNER | typeof SUPERUSER;

export type Embedded = {
  /** Known before the server is up. */
  url: (role: DatabaseRole, database?: string) => string;
  /** Where the data is; not always the folder that was asked for. */
  folder: string;
  /** Resolves when the server is up and has its roles. */
  ready: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Runs a real PostgreSQL in a folder, over a Unix socket only, each role with a password of its own. It lives exactly as long as
 * this process: a watcher in a session of its own stops it when our end of a pipe closes, so even kill -9 leaves nothing running.
 *
 * @param folder Where the data shall be; as root, when `nobody` cannot work there, it is kept where it can.
 * @throws {Error} in a sentence when there is no place for it.
 */
export function startEmbedded(folder: string, passwords: Passwords): Embedded {
  const place = placeFor(folder);
  const url = (role: DatabaseRole, database = DATABASE) =>
    urlOf(place.socket, role, passwordOf(passwords, role), database);
  const admin = (database: string) => url(SUPERUSER, database);
  const started = start(place, passwords, admin);
  return {
    folder: place.root,
    url,
    ready: started.then(() => undefined),
    async stop() {
      const watcher = await started.catch(() => undefined);
      if (watcher) await stopServer(watcher);
      place.leave();
    },
  };
}

async function start(
  place: ServerPlace,
  passwords: Passwords,
  admin: (database: string) => string,
): Promise<ChildProcess> {
  const complete = join(place.root, COMPLETE);
  const known = existsSync(complete) ? readFileSync(complete, "utf8") : null;
  if (known === null) {
    rmSync(place.data, { recursive: true, force: true });
    makeFor(place.data, place.owner);
    await initialise(place, passwords.superuser);
  }
  const set = fingerprint(passwords);
  if (known !== null && known !== set) await unlocked(place, () => secure(place, passwords.superuser));
  const watcher = await startUnlocked(place, admin("postgres"));
  if (known !== set) {
    await setUpRoles(admin, passwords);
    writeFileSync(complete, set, { mode: 0o600 });
  }
  return watcher;
}

/** Which passwords the server has; an earlier release's had none, and wrote nothing here. */
function fingerprint(passwords: Passwords): string {
  return createHash("sha256").update(JSON.stringify(passwords)).digest("hex");
}

async function startUnlocked(place: ServerPlace, url: string): Promise<ChildProcess> {
  const tries: ChildProcess[] = [];
  await unlocked(place, () => {
    // Before it is started: on a busy machine it may be up before we get to look at the clock again.
    const spawnedAt = Date.now();
    const watcher = startServer(place);
    tries.push(watcher);
    return untilReady(url, watcher, spawnedAt);
  });
  return tries.at(-1)!;
}

/**
 * Another server in the folder may be on its way out: one that was killed a moment ago still holds its lock.
 *
 * @param attempt Answers with what it complained of, or null.
 */
async function unlocked(place: ServerPlace, attempt: () => Promise<string | null>): Promise<void> {
  const giveUpAt = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const complaint = await attempt();
    if (complaint === null) return;
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
async function untilReady(url: string, watcher: ChildProcess, spawnedAt: number): Promise<string | null> {
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

function passwordOf(passwords: Passwords, role: DatabaseRole): string {
  if (role === SUPERUSER) return passwords.superuser;
  if (role === OWNER) return passwords.owner;
  return role === "pulse_app" ? passwords.app : passwords.pipelines;
}

function urlOf(socket: string, role: string, password: string, database: string): string {
  return `postgresql://${role}:${encodeURIComponent(password)}@localhost/${database}?host=${encodeURIComponent(socket)}`;
}
