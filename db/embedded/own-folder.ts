import { chmodSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { dataFolder, isOwn, ourId } from "../../base/own-folder.ts";

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
const ROOT = 0;

/** Makes a folder that was not there, or takes one that is ours. @returns whether it is ours now. */
export function makeOwn(path: string, mode: number): boolean {
  try {
    // Not recursive: that would be content with a folder of anybody.
    mkdirSync(path, { mode: 0o700 });
  } catch {
    if (!isOwn(path)) return false;
  }
  try {
    chmodSync(path, mode);
    return true;
  } catch {
    // On a disk that is read-only.
    return false;
  }
}

/** Whether nobody but us and root can rename or replace what we make in it: so it has to be all the way up. */
export function isSafeParent(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (!found?.isDirectory() || ![ROOT, ourId()].includes(found.uid)) return false;
    if ((found.mode & OTHERS_WRITE) !== 0 && (found.mode & STICKY) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** The folder that was asked for, open to `nobody` where it has to be walked through. @throws {Error} as `dataFolder` does. */
export function askedFor(folder: string, walkable: boolean): string {
  const real = dataFolder(folder);
  const { mode } = lstatSync(real);
  // A home is not opened for the sake of a database below it.
  const isHome = !relative(real, resolve(homedir())).startsWith("..");
  if (walkable && !isHome) chmodSync(real, (mode & 0o755) | 0o011);
  else if ((mode & OTHERS_WRITE) !== 0) chmodSync(real, mode & 0o755);
  return real;
}

const NOTE = "made-for.json";
type Note = { folder: string; temporary: boolean };

/** Writes into a folder of ours, outside the one that was asked for, what it was made for. @returns whether it could. */
export function noteWhatFor(path: string, note: Note): boolean {
  try {
    writeFileSync(join(path, NOTE), JSON.stringify(note));
    return true;
  } catch {
    return false;
  }
}

/** Removes what was made for folders that are gone: of a killed process, or of a test. Only temporary folders count as gone for good. */
export function sweep(base: string, prefix: string, inUse: (path: string) => boolean): void {
  for (const name of namesIn(base)) {
    const path = join(base, name);
    if (!name.startsWith(prefix) || !isOwn(path)) continue;
    const note = readNote(path);
    if (note?.temporary && !existsSync(note.folder) && !inUse(path)) rmSync(path, { recursive: true, force: true });
  }
}

function namesIn(base: string): string[] {
  try {
    return readdirSync(base);
  } catch {
    return [];
  }
}

function readNote(path: string): Note | null {
  try {
    // Safe: in a folder that is ours alone stands what we wrote.
    return JSON.parse(readFileSync(join(path, NOTE), "utf8")) as Note;
  } catch {
    return null;
  }
}
