import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { scramVerifier } from "./passwords.ts";
import type { ServerPlace } from "./place.ts";
import { asServer } from "./run-as.ts";

/** The one role that initdb makes. A folder of an earlier release has another one: it gets this beside it. */
export const SUPERUSER = "pulse_superuser";

/** Several instances of both mains, each with its own pools. A slot that nobody uses costs a few kilobytes. */
const MAX_CONNECTIONS = 300;

type Ended = { code: number | null; said: string };

async function run(program: string, args: readonly string[], options: SpawnOptions, input: string): Promise<Ended> {
  const child = spawn(program, args, { ...options, stdio: ["pipe", "ignore", "pipe"] });
  // Whoever ends early does not read to the end.
  child.stdin?.on("error", () => undefined).end(input);
  const ended = new Promise<number | null>((done, failed) => child.on("exit", done).on("error", failed));
  const [code, said] = await Promise.all([ended, child.stderr ? text(child.stderr) : ""]);
  return { code, said };
}

/** The password comes through a pipe: on a command line the whole machine could read it. */
const INITIALISE = 'cat | "$0" "$@" --pwfile=/dev/stdin';

/** @throws {Error} with what initdb complained of. */
export async function initialise({ data, programs, owner }: ServerPlace, password: string): Promise<void> {
  const auth = ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256"];
  const args = ["-D", data, "-U", SUPERUSER, "--locale=C", "--encoding=UTF8", ...auth, "--no-instructions"];
  const initdb = join(programs, "bin", "initdb");
  const { code, said } = await run("/bin/sh", ["-c", INITIALISE, initdb, ...args], asServer(owner), `${password}\n`);
  if (code !== 0) throw new Error(`PostgreSQL could not set up ${data}: ${said.trim()}`);
}

const HBA = "# Written by Pulse: nobody comes in without a password.\nlocal all all scram-sha-256\n";

/** Written beside and renamed, by the server's own user: a folder of its is no place for root to write to. */
const WRITE = 'cat > "$0.new" && mv "$0.new" "$0"';

/**
 * Gives the superuser its password while no server runs, and lets nobody in without one. For a folder that an earlier release
 * made, and for one whose keys were lost.
 *
 * @returns what it complained of, or null.
 */
export async function secure(place: ServerPlace, password: string): Promise<string | null> {
  const { data, programs, owner } = place;
  const options = asServer(owner);
  const written = await run("/bin/sh", ["-c", WRITE, join(data, "pg_hba.conf")], options, HBA);
  if (written.code !== 0) return written.said;
  const args = ["--single", "-D", data, "postgres"];
  const { code, said } = await run(join(programs, "bin", "postgres"), args, options, `${secured(password)}\n`);
  return code !== 0 || /ERROR|FATAL|PANIC/.test(said) ? said : null;
}

/** In one line, as single-user mode reads. Other superusers of ours lose their password and may no longer log in. */
function secured(password: string): string {
  return (
    `do $$ begin if not exists (select from pg_roles where rolname = '${SUPERUSER}') then create role ${SUPERUSER}; end if; ` +
    `alter role ${SUPERUSER} superuser login password '${scramVerifier(password)}'; ` +
    `if current_user <> '${SUPERUSER}' then execute format('alter role %I nologin password null', current_user); end if; end $$`
  );
}

/** Waits for the server, while a reader beside it waits for the end of its input (our pipe) and then stops the server fast (SIGINT). */
const WATCH =
  'exec 3<&0; env -i "$0" "$@" 3<&- & server=$!; (read _ <&3; kill -INT $server 2>/dev/null) & exec 3<&-; wait $server';

/** Over a Unix socket only, in a session of its own. */
export function startServer({ data, programs, socket, owner }: ServerPlace): ChildProcess {
  const settings = ["log_min_messages=fatal", "log_destination=stderr", `max_connections=${MAX_CONNECTIONS}`];
  const args = ["-D", data, "-k", socket, "-h", "", ...settings.flatMap((setting) => ["-c", setting])];
  return spawn("/bin/sh", ["-c", WATCH, join(programs, "bin", "postgres"), ...args], {
    ...asServer(owner),
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
  });
}

export function stopServer(watcher: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (watcher.exitCode !== null || watcher.signalCode !== null) return done();
    watcher.once("exit", () => done());
    watcher.stdin?.end();
  });
}
