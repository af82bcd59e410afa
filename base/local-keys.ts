import { randomBytes } from "node:crypto";
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataFolder, ourId } from "./own-folder.ts";

/**
 * Keys that are made once for a data folder and kept there for nobody but us. One that an earlier release did not know is added.
 *
 * @throws {Error} in a sentence when the folder or the file is another user's, or when others may read it.
 */
export function localKeys<Keys extends object>(folder: string, fresh: Keys): Keys {
  const file = join(dataFolder(folder), "keys.json");
  if (!lstatSync(file, { throwIfNoEntry: false })) put(file, fresh, "new");
  const kept = readOwn<Keys>(file);
  const keys = { ...fresh, ...kept };
  if (Object.keys(kept).length < Object.keys(keys).length) put(file, keys, "instead");
  return keys;
}

/** Whole from the moment it has its name: two that start at once read the same. */
function put(file: string, keys: object, how: "new" | "instead"): void {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(draft, JSON.stringify(keys, null, 2), { flag: "wx", mode: 0o600 });
    if (how === "instead") renameSync(draft, file);
    else linkSync(draft, file);
  } catch (error) {
    // Another process was first: its keys are the ones.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readOwn<Keys>(file: string): Partial<Keys> {
  const { uid, mode } = lstatSync(file);
  if (uid !== ourId())
    throw new Error(`${file} belongs to another user (${uid}). Set PULSE_DATA to a folder of your own.`);
  if (process.getuid && (mode & 0o077) !== 0) {
    throw new Error(`Others may read the keys in ${file}. Run chmod 600 on it, or remove it: fresh ones are made.`);
  }
  // Safe: this file is ours, mode 0600.
  return JSON.parse(readFileSync(file, "utf8")) as Partial<Keys>;
}
