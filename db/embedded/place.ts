import { createHash } from "node:crypto";
import { chownSync, existsSync, readFileSync, realpathSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { isOwn, ourId } from "../../base/own-folder.ts";
import { askedFor, isSafeParent, makeOwn, noteWhatFor, sweep } from "./own-folder.ts";
import { programsFor } from "./programs.ts";
import { canUse, serverOwner, type Owner } from "./run-as.ts";

/** Where an embedded server lives, from which programs, and as whom. */
export type ServerPlace = {
  root: string;
  data: string;
  socket: string;
  /** Leaves nothing outside the folder that was asked for, where that is thrown away some time; to be called when the server is stopped. */
  leave: () => void;
  programs: string;
  owner: Owner | undefined;
};

/** Written last: a set-up that was killed half-way has none, and is made again. */
export const COMPLETE = "postgres-18";
/** Nobody but root can make a name here before us. */
const SYSTEM_FOLDER = "/var/lib/pulse";
const [DATABASE, SOCKET] = ["pulse-database-", "pulse-s-"];
/** A socket's whole path has at most 107 bytes on Linux and 103 on macOS. */
const SOCKET_PATH_BYTES = 103;
const SOCKET_FILE = ".s.PGSQL.5432";

/**
 * The folder that was asked for, or, as root, when `nobody` cannot work there, the first other one where it can. Each is tried as
 * the user who will run the server.
 *
 * @throws {Error} in a sentence that names what was tried.
 */
export function placeFor(folder: string): ServerPlace {
  const owner = serverOwner();
  const asked = askedFor(resolve(folder), owner !== undefined);
  const bases = basesFor(asked);
  for (const base of bases) {
    sweep(base, DATABASE, hasServer);
    sweep(base, SOCKET, hasServer);
  }
  const root = rootFor(asked, bases, owner, before(resolve(folder)));
  // Another folder of the same kind may take what the root does not: programs on a disk that runs none, a socket below a long path.
  const programs = programsFor(owner, first(root, elsewhere(asked, bases, DATABASE)));
  const socket = socketFor(root, asked, bases, owner);
  const leave = () => {
    rmSync(socket.remove, { recursive: true, force: true });
    if (root !== asked && isTemporary(asked)) moved(root, homeOf(asked));
  };
  return { root, data: join(root, "postgres"), socket: socket.path, leave, programs, owner };
}

function rootFor(asked: string, bases: readonly string[], owner: Owner | undefined, older: string): string {
  const kept = [...bases.map((base) => nameIn(base, DATABASE, asked)), older];
  const sound = owner ? kept.filter((path) => isSafeParent(dirname(path)) && isOwn(path)) : [];
  const known = [asked, ...sound].find((path) => existsSync(join(path, COMPLETE)));
  if (known && works(known, owner)) return known;
  const home = homeOf(asked);
  if (known === undefined && isOwn(home) && works(home, owner)) return home;
  if (known === undefined && !isOwn(home) && works(asked, owner)) return asked;
  for (const path of known || !owner ? [] : elsewhere(asked, bases, DATABASE)) {
    if (works(path, owner) && (!isOwn(home) || moved(home, path))) return path;
  }
  throw new Error(`PostgreSQL${owner ? ", which runs as nobody," : ""} cannot keep its data in ${sentence()}`);

  function sentence(): string {
    const tried = known ?? [asked, ...(owner ? bases : [])].join(", nor in ");
    return `${tried}. Set PULSE_DATA to a folder that it can reach and write to, or DATABASE_URL to a PostgreSQL of your own.`;
  }
}

/** While no server runs, what is temporary lies in the folder that was asked for: whoever removes that has removed it all. */
const homeOf = (asked: string) => join(asked, "database");

/** @returns false where the two are on different disks. */
function moved(from: string, to: string): boolean {
  try {
    rmSync(to, { recursive: true, force: true });
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Where an earlier release put it; what is there is somebody's data. */
const before = (asked: string) => join(tmpdir(), `pulse-data-${hashOf(asked)}`);

function works(root: string, owner: Owner | undefined): boolean {
  const data = join(root, "postgres");
  const made = !existsSync(data);
  if (!makeFor(data, owner)) return false;
  if (canUse(data, owner, "files")) return true;
  if (made) rmdirSync(data);
  return false;
}

/** A folder for the server alone, inside one that is ours. @returns whether it is the server's now. */
export function makeFor(path: string, owner: Owner | undefined): boolean {
  if (isOwn(path, owner?.uid ?? ourId())) return true;
  if (!makeOwn(path, 0o700)) return false;
  if (owner) chownSync(path, owner.uid, owner.gid);
  return true;
}

type Socket = { path: string; remove: string };

function socketFor(root: string, asked: string, bases: readonly string[], owner: Owner | undefined): Socket {
  for (const folder of first(root, elsewhere(asked, bases, SOCKET))) {
    const path = join(folder, folder === root ? "socket" : "s");
    if (Buffer.byteLength(join(path, SOCKET_FILE)) > SOCKET_PATH_BYTES) continue;
    if (makeFor(path, owner) && canUse(path, owner, "sockets"))
      return { path, remove: folder === root ? path : folder };
  }
  throw new Error(
    `PostgreSQL's socket has no place: the path of ${root} is too long, and nothing can be made in ${bases.join(", ")}. Set PULSE_DATA to a shorter path.`,
  );
}

/** The others are made only when the first does not do. */
function* first<Thing>(one: Thing, others: Iterable<Thing>): Generator<Thing> {
  yield one;
  yield* others;
}

/** Folders of our own outside the one that was asked for, made as they are come to. */
function* elsewhere(asked: string, bases: readonly string[], prefix: string): Generator<string> {
  for (const base of bases) {
    if (base === SYSTEM_FOLDER && !makeOwn(base, 0o711)) continue;
    const path = nameIn(base, prefix, asked);
    if (!isSafeParent(base) || !makeOwn(path, serverOwner() ? 0o711 : 0o700)) continue;
    if (!noteWhatFor(path, { folder: asked, temporary: isTemporary(asked) })) continue;
    yield path;
    if (!existsSync(join(path, "postgres"))) rmSync(path, { recursive: true, force: true });
  }
}

/** Of the names for one folder the first that is not somebody else's. */
function nameIn(base: string, prefix: string, asked: string): string {
  const names = ["", "-2", "-3"].map((more) => join(base, `${prefix}${hashOf(asked)}${more}`));
  return names.find((name) => isOwn(name)) ?? names.find((name) => !existsSync(name)) ?? names[0]!;
}

const hashOf = (path: string) => createHash("sha256").update(path).digest("hex").slice(0, 10);

/** What is kept for long does not belong into a folder that is emptied; what is thrown away belongs nowhere else. */
function basesFor(asked: string): string[] {
  const temporary = temporaryFolders();
  if (ourId() !== 0) return temporary;
  return isTemporary(asked) ? [...temporary, SYSTEM_FOLDER] : [SYSTEM_FOLDER, ...temporary.toReversed()];
}

const isTemporary = (asked: string) => temporaryFolders().some((folder) => asked.startsWith(`${folder}${sep}`));

/** As they really are: on macOS /tmp is a link. */
function temporaryFolders(): string[] {
  const there = [tmpdir(), "/tmp", "/var/tmp"].filter((folder) => existsSync(folder));
  return [...new Set(there.map((folder) => realpathSync(folder)))];
}

/** Whether a server of this folder runs now. @source PostgreSQL: the first line of both lock files is its process. */
function hasServer(path: string): boolean {
  return [join(path, "postgres", "postmaster.pid"), join(path, "s", `${SOCKET_FILE}.lock`)].some((file) => {
    try {
      return process.kill(Number(readFileSync(file, "utf8").split("\n")[0]), 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM";
    }
  });
}
