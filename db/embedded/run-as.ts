import { spawnSync, type SpawnOptions } from "node:child_process";

/** PostgreSQL refuses to run as root; `nobody` exists everywhere. */
const NOBODY = 65534;

export type Owner = { uid: number; gid: number };

/** Whom the server runs as, when that is not ourselves. */
export function serverOwner(): Owner | undefined {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
}

/** For whatever runs beside the server: it gets nothing of our environment, in which every token of both sides may stand. */
export function asServer(owner: Owner | undefined) {
  return { ...owner, env: {}, cwd: "/" } satisfies SpawnOptions;
}

const TRY_MS = 10_000;

const TRIES = {
  files: 'cd "$0" && mkdir .try.$$ && rmdir .try.$$',
  // A disk that knows no sockets knows no pipes with names either, and those the shell can make.
  sockets: 'cd "$0" && mkfifo .try.$$ && rm .try.$$',
};

/** Whether the server's user can reach a folder and write there. Mode bits alone do not tell. */
export function canUse(folder: string, owner: Owner | undefined, forWhat: keyof typeof TRIES): boolean {
  return succeeds("/bin/sh", ["-c", TRIES[forWhat], folder], owner);
}

export function canRun(program: string, owner: Owner | undefined): boolean {
  return succeeds(program, ["--version"], owner);
}

function succeeds(program: string, args: readonly string[], owner: Owner | undefined): boolean {
  const { status } = spawnSync(program, args, { ...asServer(owner), stdio: "ignore", timeout: TRY_MS });
  return status === 0;
}
